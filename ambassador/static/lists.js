// Reads a list of followers in the browser, so that only its addresses and user names leave it. Whatever can't be read
// here is sent as it is: the server reads the same formats, and says what is wrong with the others.

(() => {
  "use strict";

  const told = document.querySelector("[data-list]");
  const form = told?.closest("form");
  const field = form?.querySelector("input[type=file]");
  if (!field || !window.DataTransfer) return;
  const channel = told.dataset.list;
  const usual = told.textContent;
  const most = Number(told.dataset.most);
  const MOST_UNPACKED = 2 * most;

  // Each reader takes a text and returns an address, a user name or a number for each person, "" where there is none,
  // or null when the text is not of its kind.

  const rowsOf = (text, separator) => {
    const rows = [];
    let row = [];
    let cell = "";
    let isQuoted = false;
    for (let place = 0; place < text.length; place++) {
      const sign = text[place];
      if (isQuoted) {
        if (sign !== '"') cell += sign;
        else if (text[place + 1] === '"') cell += text[++place];
        else isQuoted = false;
      } else if (sign === '"' && cell === "") isQuoted = true;
      else if (sign === separator) {
        row.push(cell);
        cell = "";
      } else if (sign === "\n") {
        row.push(cell.replace(/\r$/, ""));
        rows.push(row);
        row = [];
        cell = "";
      } else cell += sign;
    }
    if (isQuoted) return null;
    if (cell || row.length) rows.push([...row, cell]);
    return rows;
  };

  const HEADINGS = ["url", "profile url", "profil-url", "profilens url"];
  const isProfile = (cell) => /linkedin\.com\/in\/[^/\s]/i.test(cell);

  const connections = (text) => {
    for (const separator of [",", ";", "\t"]) {
      const rows = rowsOf(text, separator);
      if (!rows) continue;
      for (const [number, row] of rows.slice(0, 40).entries()) {
        if (row.length < 2) continue;
        const named = row.findIndex((cell) => HEADINGS.includes(cell.trim().toLowerCase()));
        const column = named >= 0 ? named : row.findIndex(isProfile);
        if (column < 0) continue;
        const people = rows.slice(named >= 0 ? number + 1 : number).filter((each) => each.some(Boolean));
        // A last row that is too short says that the file ends in the middle: the server tells.
        if (people.length && people.at(-1).length < row.length) return null;
        return people.map((each) => (isProfile(each[column] ?? "") ? each[column].trim() : ""));
      }
    }
    return null;
  };

  const followersOnX = (text) => {
    const found = /^\s*(?:window\.)?YTD\.follower\.part\d+\s*=/.exec(text);
    if (!found) return null;
    return JSON.parse(text.slice(found[0].length)).map((each) => String(each?.follower?.accountId ?? ""));
  };

  const followersOnInstagram = (text) => {
    if (!/^\s*[[{]/.test(text)) return null;
    const parsed = JSON.parse(text);
    const entries = Array.isArray(parsed) ? parsed : parsed.relationships_followers;
    if (!Array.isArray(entries) || !entries.every((each) => Array.isArray(each?.string_list_data))) return null;
    return entries.map(({ string_list_data: [one] }) => String(one?.value || one?.href || ""));
  };

  const plainList = (text) => {
    const lines = text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    return lines.length && lines.every((line) => /^[^\s,;<>{}[\]"]+$/.test(line)) ? lines : null;
  };

  const FORMATS = {
    linkedin: [connections, /(^|\/)connections\.csv$/i],
    x: [followersOnX, /(^|\/)follower(-part\d+)?\.js$/i],
    instagram: [followersOnInstagram, /(^|\/)followers(_\d+)?\.json$/i],
  };
  const [ownFormat, ownFile] = FORMATS[channel] ?? [() => null, /$^/];

  const textOf = (bytes) => {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return new TextDecoder("windows-1252").decode(bytes);
    }
  };

  const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());

  // The archive's table of contents stands at its end; of the rest only the lists are unpacked.
  const membersOf = async (file) => {
    const from = Math.max(0, file.size - 66_000);
    const tail = await bytesOf(file.slice(from));
    const end = new DataView(tail.buffer);
    let place = tail.length - 22;
    while (place >= 0 && end.getUint32(place, true) !== 0x06054b50) place--;
    if (place < 0) return [];
    const size = end.getUint32(place + 12, true);
    const start = end.getUint32(place + 16, true);
    const directory = new DataView((await bytesOf(file.slice(start, start + size))).buffer);
    const members = [];
    for (let at = 0; at + 46 <= directory.byteLength && directory.getUint32(at, true) === 0x02014b50; ) {
      const number = (offset) => directory.getUint32(at + offset, true);
      const short = (offset) => directory.getUint16(at + offset, true);
      const name = new TextDecoder().decode(new Uint8Array(directory.buffer, at + 46, short(28)));
      members.push({ name, flags: short(8), method: short(10), packed: number(20), size: number(24), at: number(42) });
      at += 46 + short(28) + short(30) + short(32);
    }
    return members;
  };

  const unpacked = async (file, member) => {
    const head = new DataView(await file.slice(member.at, member.at + 30).arrayBuffer());
    const from = member.at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
    const packed = file.slice(from, from + member.packed);
    if (member.method === 0) return bytesOf(packed);
    const parts = [];
    let length = 0;
    const reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      // It says how large it becomes: what goes on beyond that is no list.
      if (length > member.size) throw new Error("more than it said");
      parts.push(part.value);
    }
    return bytesOf(new Blob(parts));
  };

  const peopleInArchive = async (file) => {
    const wanted = (await membersOf(file)).filter(({ name }) => ownFile.test(name) && !/__macosx/i.test(name));
    const isOdd = ({ flags, method }) => flags & 1 || (method !== 0 && method !== 8);
    const size = wanted.reduce((sum, member) => sum + member.size, 0);
    if (!wanted.length || wanted.some(isOdd) || size > MOST_UNPACKED) return null;
    const people = [];
    for (const member of wanted) {
      const found = ownFormat(textOf(await unpacked(file, member)));
      if (!found) return null;
      for (const each of found) people.push(each);
    }
    return people;
  };

  const peopleIn = async (file) => {
    const first = await bytesOf(file.slice(0, 4));
    if (first[0] === 0x50 && first[1] === 0x4b) return peopleInArchive(file);
    const text = textOf(await bytesOf(file)).replace(/^\ufeff/, "");
    return ownFormat(text) ?? plainList(text);
  };

  // What leaves the browser in place of the file: one address or user name a line, and how many people had none.
  let waiting = null;
  const shortened = new WeakSet();

  const read = async (file) => {
    const people = await peopleIn(file).catch(() => null);
    if (field.files[0] !== file) return null;
    const present = people?.map((each) => each.replace(/\s+/g, "")).filter(Boolean) ?? [];
    if (!present.length) {
      told.textContent = told.dataset.whole;
      return null;
    }
    told.textContent = told.dataset.picked.replace("{count}", present.length.toLocaleString(document.documentElement.lang));
    return { list: present.join("\n"), without: people.length - present.length };
  };

  const chosen = () => {
    const file = field.files[0];
    // Some browsers say so when the script itself puts a file in.
    if (shortened.has(file)) return;
    waiting = null;
    form.elements.namedItem("without").value = "";
    if (!file) told.textContent = usual;
    else if (file.size > most) told.textContent = told.dataset.large;
    else {
      told.textContent = told.dataset.reading;
      waiting = read(file);
    }
  };
  field.addEventListener("change", chosen);

  // A file may be dropped anywhere on the box; beside the field a browser would open it instead.
  const box = field.closest(".file-drop") ?? form;
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (!file) return;
    const one = new DataTransfer();
    one.items.add(file);
    field.files = one.files;
    chosen();
  });

  // The back button may bring the page back with a file in it.
  window.addEventListener("pageshow", () => field.files.length && chosen());

  form.addEventListener("submit", async (event) => {
    if (field.files[0]?.size > most) {
      event.preventDefault();
      field.focus();
    } else if (waiting) {
      event.preventDefault();
      const button = event.submitter;
      const found = await waiting;
      waiting = null;
      if (found) {
        const only = new DataTransfer();
        only.items.add(new File([found.list], "list.txt", { type: "text/plain" }));
        shortened.add(only.files[0]);
        field.files = only.files;
        form.elements.namedItem("without").value = found.without;
      }
      // A tick later, because a form that is being sent ignores a second request.
      setTimeout(() => form.requestSubmit(button));
    }
  });
})();
