"""Following up what people are asked to do: tasks, publishing, reminders, and the campaign page."""
