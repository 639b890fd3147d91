// The screen stays awake while files are sent, where the device allows it, and
// the page asks before it is closed.
let lock: WakeLockSentinel | null = null;
let wanted = false;

export async function stayAwake(on: boolean): Promise<void> {
  if (on === wanted) return;
  wanted = on;
  if (on) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
  await take();
}

async function take(): Promise<void> {
  try {
    if (wanted && document.visibilityState === "visible") lock = await navigator.wakeLock?.request("screen") ?? null;
    else { await lock?.release(); lock = null; }
  } catch { /* the device says no: the page still asks before it is closed */ }
}

function ask(e: BeforeUnloadEvent): void { e.preventDefault(); }

document.addEventListener("visibilitychange", () => void take());
