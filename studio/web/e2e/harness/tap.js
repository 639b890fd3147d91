// Put into a page before its own code: records whatever the page connects to
// the speakers, and counts the audio contexts it makes. The page knows nothing.
{
  const tap = { contexts: 0, clickMs: 0, firstSoundMs: 0, blocks: [], ready: false };
  window.tap = tap;
  window.addEventListener('click', () => { tap.clickMs = performance.now(); }, { capture: true });
  const Real = window.AudioContext;
  window.AudioContext = class extends Real {
    constructor(...how) {
      super(...how);
      tap.contexts++;
      tap.context = this;
    }
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode && to.context instanceof Real) void listen(this);
    return connect.call(this, to, ...rest);
  };
  async function listen(node) {
    await node.context.audioWorklet.addModule(window.tapRecorder ?? '/harness/tap-recorder.js');
    const recorder = new AudioWorkletNode(node.context, 'tap-recorder', { numberOfOutputs: 0, channelCount: 2, channelCountMode: 'explicit' });
    let last;
    recorder.port.onmessage = ({ data }) => {
      // The first blocks may tell a frame that has long been; it runs when one follows the other.
      tap.ready ||= data.frame === last + 128;
      last = data.frame;
      if (!tap.firstSoundMs && data.left.some((x) => x !== 0)) tap.firstSoundMs = performance.now();
      if (tap.recording) tap.blocks.push(data);
    };
    connect.call(node, recorder);
  }
  /** take returns what was recorded: the first frame, how many blocks are missing, and both channels in base64. */
  tap.take = () => {
    const blocks = tap.blocks.splice(0);
    const out = new Float32Array(blocks.length * 256);
    const gaps = [];
    blocks.forEach((b, i) => {
      out.set(b.left, i * 128);
      out.set(b.right, (blocks.length + i) * 128);
      // Chromium's frame counter may stand for some blocks and catch up; only one that is ahead means loss.
      if (b.frame > blocks[0].frame + 128 * i) gaps.push([i, b.frame - blocks[0].frame - 128 * i]);
    });
    let text = '';
    const bytes = new Uint8Array(out.buffer);
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return { frame: blocks[0]?.frame ?? 0, gaps, samples: btoa(text) };
  };
}
