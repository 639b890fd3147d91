// Asks the studio, and turns its refusals into sentences.

/** ask calls the API and returns what it says; a refusal is thrown, in the words that it came with. */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error('The studio cannot be reached. Nothing is lost; try again in a moment.');
  }
  if (!answer.ok) {
    const said = (await answer.json().catch(() => ({}))) as { detail?: string; title?: string };
    const text = said.detail || said.title || `The studio answered ${answer.status}.`;
    throw new Error(text.charAt(0).toUpperCase() + text.slice(1));
  }
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
}

/** byId is an element that the page has for certain. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** save hands a text to whoever is at the page, as a file. */
export function save(name: string, kind: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** decibels is a gain as it is written, with the true minus sign. */
export function decibels(gainDB: number, signed = true): string {
  const text = Math.abs(gainDB).toFixed(1);
  return `${Number(text) === 0 ? '' : gainDB < 0 ? '−' : signed ? '+' : ''}${text}`;
}
