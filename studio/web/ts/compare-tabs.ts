// Tabs of pictures: arrows move, Home and End go to the ends.

/** tabs wires every tab list of the page. */
export function tabs(): void {
  for (const list of document.querySelectorAll<HTMLElement>('[role=tablist]')) {
    const all = [...list.querySelectorAll<HTMLElement>('[role=tab]')];
    const pick = (tab: HTMLElement) => {
      for (const t of all) {
        t.setAttribute('aria-selected', String(t === tab));
        t.tabIndex = t === tab ? 0 : -1;
        document.getElementById(t.getAttribute('aria-controls') ?? '')!.hidden = t !== tab;
      }
      tab.focus();
    };
    all.forEach((tab, i) => {
      tab.addEventListener('click', () => pick(tab));
      tab.addEventListener('keydown', (e) => {
        const to: Record<string, number> = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: all.length - 1 };
        if (!(e.key in to)) return;
        e.preventDefault();
        e.stopPropagation();
        pick(all[(to[e.key] + all.length) % all.length]);
      });
    });
  }
}
