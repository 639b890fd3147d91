// Single keys for the player. They can be moved and switched off, in the dialog
// that ? opens; they sleep while somebody types, and Space is left to a button
// that has the focus. What is chosen is kept on the device.

/** Shortcut is something a key does. */
export interface Shortcut {
  name: string;
  says: string;
  keys: string[];
  act: () => void;
}

interface Kept {
  off?: boolean;
  keys?: Record<string, string[]>;
}

const place = 'lathe.keys';

export class Keys {
  #kept: Kept = {};

  constructor(readonly shortcuts: readonly Shortcut[], private readonly shelf: Pick<Storage, 'getItem' | 'setItem'> = localStorage) {
    try {
      this.#kept = JSON.parse(shelf.getItem(place) ?? '{}') as Kept;
    } catch {
      this.#kept = {};
    }
    document.addEventListener('keydown', (e) => this.#press(e));
  }

  get off(): boolean {
    return this.#kept.off ?? false;
  }

  set off(off: boolean) {
    this.#keep({ ...this.#kept, off });
  }

  /** of is which keys do something now. */
  of(name: string): string[] {
    return this.#kept.keys?.[name] ?? this.shortcuts.find((s) => s.name === name)?.keys ?? [];
  }

  /** move gives something another key; who had it before is named, and nothing changes. */
  move(name: string, key: string): string | null {
    const taken = this.shortcuts.find((s) => s.name !== name && this.of(s.name).includes(key));
    if (taken) return taken.says;
    this.#keep({ ...this.#kept, keys: { ...this.#kept.keys, [name]: [key] } });
    return null;
  }

  /** reset brings back all keys as they were. */
  reset(): void {
    this.#keep({ off: this.#kept.off });
  }

  #keep(kept: Kept): void {
    this.#kept = kept;
    try {
      this.shelf.setItem(place, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing keeps it until the page is left.
    }
  }

  #press(e: KeyboardEvent): void {
    if (this.off || e.defaultPrevented || typing(e.target)) return;
    const key = keyOf(e);
    if (!key || (key === 'Space' && pressable(e.target))) return;
    const found = this.shortcuts.find((s) => this.of(s.name).includes(key));
    if (!found) return;
    e.preventDefault();
    found.act();
  }
}

/** keyOf names a key as we write it: "Space", "Shift+ArrowLeft", "k"; empty with Ctrl, Alt or Meta. */
export function keyOf(e: KeyboardEvent): string {
  if (e.ctrlKey || e.altKey || e.metaKey || ['Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(e.key)) return '';
  if (e.key === ' ') return 'Space';
  if (e.key.length === 1) return e.key.toLowerCase(); // Shift is in the sign itself
  return (e.shiftKey ? 'Shift+' : '') + e.key;
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, dialog[open]') !== null);
}

function pressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, summary, a, input, [role=tab]') !== null;
}

/** shown is a key as it is printed on the page. */
export function shown(key: string): string {
  const words: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
  return key.split('+').map((k) => words[k] ?? (k.length === 1 ? k.toUpperCase() : k)).join(' ');
}
