// Runs on the audio thread: passes on everything it hears, with the frame at
// which it was heard.
class Recorder extends AudioWorkletProcessor {
  process([input]) {
    // A graph in which nothing sounds has no channels; that is silence too.
    const [left = new Float32Array(128), right = left] = input;
    this.port.postMessage({ frame: currentFrame, left: left.slice(), right: right.slice() });
    return true;
  }
}
registerProcessor('tap-recorder', Recorder);
