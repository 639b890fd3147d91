// Making elements by hand, without ever parsing text as HTML.
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, set: Partial<HTMLElementTagNameMap[K]> & { class?: string; role?: string } = {}, ...inside: (Node | string | null)[]): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  const { class: names, role, ...rest } = set;
  if (names) el.className = names;
  if (role) el.setAttribute("role", role);
  Object.assign(el, rest);
  el.append(...inside.filter((n): n is Node | string => n !== null));
  return el;
}

// name is a file's name, isolated so that its direction stays its own.
export function name(text: string): HTMLElement {
  const el = document.createElement("bdi");
  el.textContent = text;
  return el;
}

const paths: Record<string, string> = {
  ok: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.5l2.7 2.7L16 9.5",
  warn: "M12 3.5 21.5 20h-19L12 3.5ZM12 10v4.5M12 17.3v.1",
  bad: "M8 2.800h8L21.200 8v8L16 21.200H8L2.800 16V8L8 2.800ZM9 9l6 6m0-6-6 6",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.500M12 7.600v.1",
  work: "M12 3a9 9 0 1 1-8.500 6M3 4v5h5",
  up: "M12 16V4m-5 5 5-5 5 5M4 16v3.500h16V16",
  pause: "M8 5v14M16 5v14",
  play: "M7 4.500v15l12.500-7.500L7 4.500Z",
  cross: "m6 6 12 12M18 6 6 18",
};

export function icon(kind: string): SVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  for (const [k, v] of Object.entries({ viewBox: "0 0 24 24", width: "1.25rem", height: "1.25rem", fill: "none", stroke: "currentColor", "stroke-width": "1.75", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(k, v);
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", paths[kind] ?? paths.info);
  svg.append(path);
  return svg;
}

export function chip(kind: string, word: string): HTMLElement {
  return make("span", { class: `chip ${kind}` }, icon(kind), word);
}

export function button(word: string, kind: string, look: string, act: () => void): HTMLButtonElement {
  return make("button", { type: "button", class: `btn ${look}`, onclick: act }, kind ? icon(kind) : null, word);
}
