// Files from a drop or a picker, with the folders they lie in. A folder is read
// until it is empty: browsers give at most a hundred names at a time.

export interface Found {
  file: File;
  path: string; // with forward slashes, without the dropped folder's own name
}

// What programs leave lying about; the server passes it over as well.
const junk = /(^|\/)(__MACOSX|\.[^/]*|Thumbs\.db|desktop\.ini|[^/]*\.(asd|reapeaks|reapindex|sfk|pkf|ovw|gpk|mrk))(\/|$)/i;
const sound = /\.(wav|wave|bwf|rf64|aif|aiff|aifc|flac|mp3|m4a|aac|ogg|oga|opus|zip|yaml)$/i;

export interface Gathered {
  files: Found[];
  passed: string[]; // not sound, and not junk
}

export async function fromDrop(items: DataTransferItemList): Promise<Gathered> {
  const entries: FileSystemEntry[] = []; // taken at once: the list is emptied when the event ends
  for (const item of items) {
    const entry = item.kind === "file" ? item.webkitGetAsEntry() : null;
    if (entry) entries.push(entry);
  }
  const all: Found[] = [];
  const alone = entries.length === 1 && entries[0].isDirectory;
  for (const entry of entries) await walk(entry, alone ? "" : entry.name, all);
  return sift(all);
}

async function walk(entry: FileSystemEntry, path: string, into: Found[]): Promise<void> {
  if (entry.isFile) {
    into.push({ file: await new Promise<File>((yes, no) => (entry as FileSystemFileEntry).file(yes, no)), path: path || entry.name });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((yes, no) => reader.readEntries(yes, no));
    if (some.length === 0) return;
    for (const each of some) await walk(each, path ? `${path}/${each.name}` : each.name, into);
  }
}

export function fromPicker(files: FileList): Gathered {
  return sift([...files].map((file) => ({ file, path: file.webkitRelativePath.split("/").slice(1).join("/") || file.name })));
}

function sift(all: Found[]): Gathered {
  const clean = all.filter((f) => !junk.test(f.path));
  return { files: clean.filter((f) => sound.test(f.path) && f.file.size > 0), passed: clean.filter((f) => !sound.test(f.path) || f.file.size === 0).map((f) => f.path) };
}
