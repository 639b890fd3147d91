// How numbers are written; the same as words.go.
export function amount(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let v = bytes, i = 0;
  while (v >= 999.5 && i < units.length - 1) { v /= 1000; i++; }
  return `${i === 0 || v >= 10 ? v.toFixed(0) : v.toFixed(1)}\u00a0${units[i]}`;
}

export function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  return `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}.${tenths % 10}`;
}

export function count(n: number, one: string): string {
  return `${n} ${one}${n === 1 ? "" : "s"}`;
}

export function level(v: number): string {
  return v.toFixed(1).replace("-", "\u2212");
}

export function left(seconds: number): string {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 90) return "about a minute left";
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${Math.round(seconds / 3600)} h left`;
}

export function kilohertz(rate: number): string {
  return `${rate / 1000} kHz`;
}
