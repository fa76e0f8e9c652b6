"""A believable company with history, made up for `serve --demo` and for photographs."""
