/** How far something is, in words and as a bar. */
export function Progress({ id, words, done, of }: { id: string; words: string; done: number; of: number }) {
  return (
    <div class="progress">
      <label for={id}>{words}</label>
      <progress id={id} value={done} max={Math.max(1, of)} />
    </div>
  );
}

/** Milliseconds between two states that are shown. */
const pace = 100;

/** Shows how far something is as often as one can see, not for each of ten thousand steps; the last one always. */
export function atPace(show: (done: number, of: number) => void): (done: number, of: number) => void {
  let shownAt = 0;
  return (done, of) => {
    if (done < of && performance.now() - shownAt < pace) return;
    shownAt = performance.now();
    show(done, of);
  };
}
