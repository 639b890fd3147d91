// The dialog in which keys are shown, moved and switched off.

import { el } from './comments';
import { byId } from './compare-ask';
import { keyOf, type Keys, shown } from './keys';

/** keysDialog wires the dialog and returns what opens it. */
export function keysDialog(keys: Keys): () => void {
  const dialog = byId<HTMLDialogElement>('keys');
  const list = byId('keys-list');
  const wrong = byId('keys-wrong');
  const on = byId<HTMLInputElement>('keys-on');

  const show = () => {
    on.checked = !keys.off;
    list.replaceChildren(...keys.shortcuts.map((s) => {
      const row = el('tr');
      const button = el('button', { type: 'button', className: 'btn slim', textContent: keys.of(s.name).map(shown).join(' or ') });
      button.setAttribute('aria-label', `${s.says}: ${button.textContent}. Press to move it`);
      button.addEventListener('click', () => listen(s.name, button));
      const cell = el('td');
      cell.append(button);
      const head = el('th', { scope: 'row', textContent: s.says });
      row.append(head, cell);
      return row;
    }));
  };

  const listen = (name: string, button: HTMLButtonElement) => {
    button.textContent = 'Press a key';
    const take = (e: KeyboardEvent) => {
      const key = keyOf(e);
      if (!key && e.key !== 'Tab') return; // Shift alone is not a key yet
      e.preventDefault();
      e.stopPropagation();
      stop();
      if (key && key !== 'Escape') {
        const taken = keys.move(name, key);
        wrong.textContent = taken ? `${shown(key)} is used already: ${taken}` : '';
      }
      const at = [...list.querySelectorAll('button')].indexOf(button);
      show();
      list.querySelectorAll('button')[at]?.focus();
    };
    const stop = () => {
      button.removeEventListener('keydown', take);
      button.removeEventListener('blur', stop);
      if (button.textContent === 'Press a key') button.textContent = keys.of(name).map(shown).join(' or ');
    };
    button.addEventListener('keydown', take);
    button.addEventListener('blur', stop);
  };

  on.addEventListener('change', () => { keys.off = !on.checked; });
  byId('keys-reset').addEventListener('click', () => {
    keys.reset();
    wrong.textContent = '';
    show();
  });
  const open = () => {
    show();
    dialog.showModal();
  };
  byId('keys-open').addEventListener('click', open);
  return open;
}
