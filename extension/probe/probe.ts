/**
 * The page probe, in the page's own world at document_start: sees how the voice of this frame travels, and tells the
 * relay. It changes nothing: arguments, results and errors are the page's own. It asks for no network, makes no global,
 * and is silent on a page that never opens a microphone or makes a peer connection.
 *
 * The page shares this world and is hostile: see natives.ts for what that means for every line in here. There is no
 * guard against running twice: Firefox keeps the window when a frame's first empty document gives way to the real one,
 * and the relay of that one is new.
 */
import './microphone.ts';
import './connections.ts';
import './web-sockets.ts';
import './web-transport.ts';
import './bodies.ts';
import './captures.ts';
import './workers.ts';
