// <wave-view> draws a recording and is a slider over its length: it is reached
// by Tab, moved by arrows (5 s), Page keys (30 s), Home and End, and says where
// it is in words. Only what is seen is drawn, a column for each pixel. With the
// attribute "still" it is a picture beside such a slider, and no stop of Tab.
//
//	seek    somebody wants to hear from here       detail: seconds
//	stretch somebody drew a stretch to be looped    detail: {fromS, toS}
//	pin     somebody touched a comment's pin        detail: its key

import { column, PeakShelf } from './wave-peaks';

/** Mark is a stretch to look at: a finding, with a number that leads to it. */
export interface Mark {
  fromS: number;
  toS: number;
  text: string;
}

/** Pin is a comment's place. */
export interface Pin {
  key: string;
  atS: number;
  toS: number | null;
  text: string;
}

/** WaveSource is whose peaks are drawn, and when its first frame sounds. */
export interface WaveSource {
  peaks: string;
  rate: number;
  startS: number;
  /** letter picks the colour: a, b, c, or another for the accent. */
  letter: string;
}

const stepS = 5;
const pageS = 30;
const dragPx = 6;

export class WaveView extends HTMLElement {
  /** spanS is how much is seen at once; 0 is all of it. */
  spanS = 0;
  #lengthS = 0;
  #fromS = 0;
  #placeS = 0;
  #source: WaveSource | null = null;
  #shelf: PeakShelf | null = null;
  #shelves = new Map<string, PeakShelf>();
  #loop: { fromS: number; toS: number } | null = null;
  #marks: Mark[] = [];
  #pins: Pin[] = [];
  #canvas = document.createElement('canvas');
  #head = document.createElement('i');
  #drawing = 0;
  #watch = new ResizeObserver(() => this.#redraw());
  #pressed: { x: number; atS: number } | null = null;

  connectedCallback(): void {
    if (!this.#canvas.isConnected) {
      this.#canvas.setAttribute('aria-hidden', 'true');
      this.#head.className = 'head-line';
      this.append(this.#canvas, this.#head);
      this.addEventListener('keydown', (e) => this.#key(e));
      this.addEventListener('pointerdown', (e) => this.#press(e));
      this.addEventListener('pointermove', (e) => this.#drag(e));
      this.addEventListener('pointerup', (e) => this.#release(e));
      this.addEventListener('pointercancel', () => { this.#pressed = null; this.#redraw(); });
    }
    if (this.hasAttribute('still')) this.setAttribute('role', 'img');
    else {
      this.setAttribute('role', 'slider');
      this.tabIndex = 0;
      this.setAttribute('aria-valuemin', '0');
    }
    this.#watch.observe(this);
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.#redraw());
    this.#say();
  }

  disconnectedCallback(): void {
    this.#watch.disconnect();
  }

  get lengthS(): number {
    return this.#lengthS;
  }

  /** lengthS is how long the slider is; it says so at once. */
  set lengthS(lengthS: number) {
    this.#lengthS = lengthS;
    this.#say();
  }

  set source(source: WaveSource) {
    this.#source = source;
    let shelf = this.#shelves.get(source.peaks);
    if (!shelf) this.#shelves.set(source.peaks, (shelf = new PeakShelf(source.peaks, () => this.#redraw())));
    this.#shelf = shelf;
    this.#redraw();
  }

  set loop(loop: { fromS: number; toS: number } | null) {
    this.#loop = loop;
    this.#redraw();
  }

  set marks(marks: Mark[]) {
    this.#marks = marks;
    this.#redraw();
  }

  set pins(pins: Pin[]) {
    this.#pins = pins;
    this.#redraw();
  }

  /** placeS is where it plays. A view that shows a part turns its page to keep it in sight. */
  set placeS(placeS: number) {
    const second = Math.floor(placeS) !== Math.floor(this.#placeS);
    this.#placeS = placeS;
    if (second) this.#say();
    const span = this.#span();
    if (placeS < this.#fromS || placeS >= this.#fromS + span) {
      this.#fromS = Math.min(Math.max(0, placeS - span * 0.1), Math.max(0, this.lengthS - span));
      this.#redraw();
    }
    this.#head.style.transform = `translateX(${this.#x(placeS)}px)`;
  }

  /** look shows `spanS` seconds round the place; 0 shows all. */
  look(spanS: number): void {
    this.spanS = spanS;
    const span = this.#span();
    this.#fromS = Math.min(Math.max(0, this.#placeS - span / 2), Math.max(0, this.lengthS - span));
    this.placeS = this.#placeS;
    this.#redraw();
  }

  #span(): number {
    return this.spanS && this.spanS < this.lengthS ? this.spanS : Math.max(this.lengthS, 0.001);
  }

  #x(seconds: number): number {
    return ((seconds - this.#fromS) / this.#span()) * this.clientWidth;
  }

  #seconds(x: number): number {
    return Math.min(Math.max(0, this.#fromS + (x / Math.max(1, this.clientWidth)) * this.#span()), this.lengthS);
  }

  #say(): void {
    if (this.hasAttribute('still')) return;
    this.setAttribute('aria-valuemax', String(Math.round(this.lengthS)));
    this.setAttribute('aria-valuenow', String(Math.round(this.#placeS)));
    this.setAttribute('aria-valuetext', `${spoken(this.#placeS)} of ${spoken(this.lengthS)}`);
  }

  #key(e: KeyboardEvent): void {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    const to: Record<string, number> = {
      ArrowLeft: this.#placeS - stepS, ArrowDown: this.#placeS - stepS,
      ArrowRight: this.#placeS + stepS, ArrowUp: this.#placeS + stepS,
      PageDown: this.#placeS - pageS, PageUp: this.#placeS + pageS, Home: 0, End: this.lengthS,
    };
    if (e.shiftKey || !(e.key in to)) return;
    e.preventDefault();
    e.stopPropagation();
    // It is there at once: a second press counts from here, whether or not a frame was drawn between.
    this.placeS = Math.min(Math.max(0, to[e.key]), this.lengthS);
    this.#tell('seek', this.#placeS);
  }

  #press(e: PointerEvent): void {
    if (e.button !== 0) return;
    this.setPointerCapture(e.pointerId);
    this.#pressed = { x: e.offsetX, atS: this.#seconds(e.offsetX) };
  }

  #drag(e: PointerEvent): void {
    if (!this.#pressed || Math.abs(e.offsetX - this.#pressed.x) < dragPx) return;
    this.#loop = ordered(this.#pressed.atS, this.#seconds(e.offsetX));
    this.#redraw();
  }

  #release(e: PointerEvent): void {
    const pressed = this.#pressed;
    this.#pressed = null;
    if (!pressed) return;
    if (Math.abs(e.offsetX - pressed.x) >= dragPx) {
      this.#tell('stretch', ordered(pressed.atS, this.#seconds(e.offsetX)));
      return;
    }
    const pin = this.#pins.find((p) => e.offsetY > this.clientHeight - 20 && Math.abs(this.#x(p.atS) - e.offsetX) < 12);
    if (pin) this.#tell('pin', pin.key);
    this.#tell('seek', pin ? pin.atS : pressed.atS);
  }

  #tell(what: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(what, { detail, bubbles: true }));
  }

  #redraw(): void {
    if (this.#drawing || !this.isConnected) return;
    this.#drawing = requestAnimationFrame(() => {
      this.#drawing = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const [width, height] = [this.clientWidth, this.clientHeight];
    const pixels = window.devicePixelRatio || 1;
    const canvas = this.#canvas;
    canvas.width = Math.round(width * pixels);
    canvas.height = Math.round(height * pixels);
    const pen = canvas.getContext('2d');
    if (!pen || canvas.width === 0) return;
    const style = getComputedStyle(this);
    const ink = (name: string) => style.getPropertyValue(name).trim();
    this.#drawWave(pen, ink);
    pen.scale(pixels, pixels);
    pen.font = `600 12px ${style.fontFamily}`;
    if (this.#loop) this.#drawLoop(pen, this.#loop, ink('--accent'), height);
    this.#marks.forEach((m) => this.#drawMark(pen, m, ink('--warn')));
    this.#pins.forEach((p) => this.#drawPin(pen, p, ink('--accent'), ink('--on-accent'), height));
    this.placeS = this.#placeS;
  }

  #drawWave(pen: CanvasRenderingContext2D, ink: (name: string) => string): void {
    const source = this.#source;
    const { width, height } = pen.canvas;
    const framesPer = source ? (this.#span() * source.rate) / width : 0;
    const peaks = source && this.#shelf?.for(framesPer);
    if (!source || !peaks) return;
    const middle = height / 2;
    const first = (this.#fromS - source.startS) * source.rate;
    pen.fillStyle = ink(`--${source.letter}`) || ink('--accent');
    const full: number[] = [];
    for (let x = 0; x < width; x++) {
      const c = column(peaks, first + x * framesPer, first + (x + 1) * framesPer);
      if (!c) continue;
      const top = middle - c.high * middle * 0.94;
      pen.fillRect(x, top, 1, Math.max(1, (c.high - c.low) * middle * 0.94)); // silence is a thin line
      if (c.full) full.push(x);
    }
    this.#drawFull(pen, full, ink('--bad'), ink('--bg'));
  }

  /** Columns at full scale are hatched and have caps, so that colour is not all that tells. */
  #drawFull(pen: CanvasRenderingContext2D, columns: number[], red: string, ground: string): void {
    const { height } = pen.canvas;
    const cap = Math.max(2, Math.round(3 * (window.devicePixelRatio || 1)));
    for (const x of columns) {
      pen.fillStyle = ground;
      for (let y = x % (2 * cap); y < height; y += 2 * cap) pen.fillRect(x, y, 1, cap / 2);
      pen.fillStyle = red;
      pen.fillRect(x, 0, 1, cap);
      pen.fillRect(x, height - cap, 1, cap);
    }
  }

  #drawLoop(pen: CanvasRenderingContext2D, loop: { fromS: number; toS: number }, accent: string, height: number): void {
    const [a, b] = [this.#x(loop.fromS), this.#x(loop.toS)];
    pen.fillStyle = accent;
    pen.globalAlpha = 0.16;
    pen.fillRect(a, 0, b - a, height);
    pen.globalAlpha = 1;
    for (const x of [a, b]) pen.fillRect(x - 1, 0, 2, height);
  }

  #drawMark(pen: CanvasRenderingContext2D, mark: Mark, ink: string): void {
    const a = this.#x(mark.fromS);
    const b = Math.max(a + 4, this.#x(mark.toS));
    pen.strokeStyle = pen.fillStyle = ink;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(a, 10);
    pen.lineTo(a, 2);
    pen.lineTo(b, 2);
    pen.lineTo(b, 10);
    pen.stroke();
    pen.fillText(mark.text, a + 2, 22);
  }

  #drawPin(pen: CanvasRenderingContext2D, pin: Pin, accent: string, onAccent: string, height: number): void {
    const x = this.#x(pin.atS);
    pen.fillStyle = accent;
    if (pin.toS !== null) pen.fillRect(x, height - 4, Math.max(2, this.#x(pin.toS) - x), 4);
    pen.fillRect(x - 1, height - 18, 2, 18);
    pen.beginPath();
    pen.arc(x, height - 12, 9, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = onAccent;
    pen.textAlign = 'center';
    pen.fillText(pin.text, x, height - 8);
    pen.textAlign = 'start';
  }
}

function ordered(a: number, b: number): { fromS: number; toS: number } {
  return { fromS: Math.min(a, b), toS: Math.max(a, b) };
}

/** spoken is a time as it is said: "1 minute 12 seconds". */
export function spoken(seconds: number): string {
  const whole = Math.round(seconds);
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  const [m, s] = [Math.floor(whole / 60), whole % 60];
  return m === 0 ? count(s, 'second') : `${count(m, 'minute')} ${count(s, 'second')}`;
}

/** clock is a time as it is written: "1:12.3". */
export function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const rest = tenths % 600;
  return `${Math.floor(tenths / 600)}:${String(Math.floor(rest / 10)).padStart(2, '0')}.${rest % 10}`;
}

/** unclock reads a time as people write it: "1:12.3", "72.3"; null where it is none. */
export function unclock(text: string): number | null {
  const parts = text.trim().match(/^(?:(\d+):)?(\d+(?:[.,]\d*)?)$/);
  return parts ? Number(parts[1] ?? 0) * 60 + Number(parts[2].replace(',', '.')) : null;
}

customElements.define('wave-view', WaveView);
