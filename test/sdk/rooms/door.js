const button = document.querySelector('#join');
const status = document.querySelector('#status');

function show(state, words) {
  document.body.dataset.state = state;
  status.textContent = words;
}

export function letIn() {
  show('joined', 'You are in the room.');
}

export function microphoneOn() {
  show('joined', 'You are in the room. Your microphone is on.');
  document.body.dataset.microphone = 'on';
}

/**
 * Runs `join` on a click, or at once with `?auto`, and says how it went. What `join` returns, if anything, is a function
 * that leaves the room again: the button's second meaning.
 */
export function openDoor(join) {
  let leave;
  const enter = async () => {
    button.disabled = true;
    try {
      if (leave) {
        await leave();
        show('left', 'You have left the room.');
        return;
      }
      show('joining', 'Joining …');
      leave = await join();
      if (!leave) return;
      button.textContent = 'Leave';
      button.disabled = false;
    } catch (error) {
      show('failed', `That did not work: ${error.message ?? error}`);
    }
  };
  button.addEventListener('click', enter);
  if (new URLSearchParams(location.search).has('auto')) enter();
}
