import { bounds } from '../model/probe-bounds.ts';
import type { ProbeEventOf } from '../model/probe-event.ts';
import { tell } from './channel.ts';
import { eachAudioTrack, isMicrophone, whenMicrophoneOff } from './microphone.ts';
import { getter, listen, now, plain, prototypeOf, textOf } from './natives.ts';
import { makeNotes } from './notes.ts';
import { wrapClass, wrapMethod } from './wrap.ts';

/**
 * What takes the microphone's sound into script of the page: a recorder, an audio worklet or script processor in the
 * audio graph that the microphone feeds, a track processor. How the nodes of a graph are connected is not followed: a
 * microphone and a worklet in one AudioContext count.
 */

type How = ProbeEventOf<'capture'>['how'];

const recorders = prototypeOf('MediaRecorder');
const recorded = getter<MediaStream>(recorders, 'stream');
const typeOf = getter<string>(recorders, 'mimeType');
const stateOf = getter<string>(recorders, 'state');
const contextOf = getter<object>(prototypeOf('AudioNode'), 'context');
const sourceStream = getter<object>(prototypeOf('MediaStreamAudioSourceNode'), 'mediaStream');
const resultStream = getter<object>(prototypeOf('MediaStreamAudioDestinationNode'), 'stream');

/** An AudioContext: whether a microphone feeds it, and what in it runs script. */
interface Graph {
  microphone: boolean;
  worklet: boolean;
  processor: boolean;
}

const graphs = makeNotes<Graph>();
/** Tracks that come out of a graph. */
const outOf = makeNotes<Graph>();
const recording = makeNotes<true>();
const live: Record<Exclude<How, 'media-recorder'>, boolean> = {
  'audio-worklet': false,
  'script-processor': false,
  'track-processor': false,
};

const tellCapture = (how: How, type: string | null, isLive: boolean) =>
  tell({ what: 'capture', at: now(), how, type, live: isLive });

function begin(how: Exclude<How, 'media-recorder'>): void {
  if (live[how]) return;
  live[how] = true;
  tellCapture(how, null, true);
}

function end(how: Exclude<How, 'media-recorder'>): void {
  if (!live[how]) return;
  live[how] = false;
  tellCapture(how, null, false);
}

function graphOf(node: object): Graph | null {
  const context = contextOf(node);
  if (!context) return null;
  const known = graphs.of(context);
  if (known) return known;
  const graph: Graph = { microphone: false, worklet: false, processor: false };
  graphs.put(context, graph);
  return graph;
}

function look(graph: Graph): void {
  if (!graph.microphone) return;
  if (graph.worklet) begin('audio-worklet');
  if (graph.processor) begin('script-processor');
}

function carriesMicrophone(stream: object): boolean {
  let carries = false;
  eachAudioTrack(stream, (track) => {
    if (isMicrophone(track) || outOf.of(track)?.microphone) carries = true;
  });
  return carries;
}

function onSource(node: object): void {
  const graph = graphOf(node);
  const stream = sourceStream(node);
  if (!graph || !stream || !carriesMicrophone(stream)) return;
  graph.microphone = true;
  look(graph);
}

function onTrackSource(node: object, track: unknown): void {
  const graph = graphOf(node);
  if (!graph || typeof track !== 'object' || track === null) return;
  if (!isMicrophone(track) && !outOf.of(track)?.microphone) return;
  graph.microphone = true;
  look(graph);
}

function onDestination(node: object): void {
  const graph = graphOf(node);
  const stream = resultStream(node);
  if (graph && stream) eachAudioTrack(stream, (track) => outOf.put(track, graph));
}

function onProcessor(node: object, which: 'worklet' | 'processor'): void {
  const graph = graphOf(node);
  if (!graph) return;
  graph[which] = true;
  look(graph);
}

const audio = prototypeOf('AudioContext');
wrapMethod(audio, 'createMediaStreamSource', (_self, _args, node) => onSource(node as object));
wrapClass('MediaStreamAudioSourceNode', onSource);
// Firefox alone has it.
wrapMethod(audio, 'createMediaStreamTrackSource', (_self, args, node) => onTrackSource(node as object, args[0]));
wrapClass('MediaStreamTrackAudioSourceNode', (node, args) => onTrackSource(node, plain(args[1], 'mediaStreamTrack')));
wrapMethod(audio, 'createMediaStreamDestination', (_self, _args, node) => onDestination(node as object));
wrapClass('MediaStreamAudioDestinationNode', onDestination);
wrapMethod(prototypeOf('BaseAudioContext'), 'createScriptProcessor', (_self, _args, node) =>
  onProcessor(node as object, 'processor'),
);
wrapClass('AudioWorkletNode', (node) => onProcessor(node, 'worklet'));
wrapClass('MediaStreamTrackProcessor', (_, args) => {
  const track = args.length > 0 ? plain(args[0], 'track') : undefined;
  if (typeof track === 'object' && track !== null && isMicrophone(track)) begin('track-processor');
});

wrapMethod(recorders, 'start', (self) => {
  const stream = recorded(self);
  if (recording.of(self) || !stream || !carriesMicrophone(stream)) return;
  recording.put(self, true);
  const tellRecorder = (isLive: boolean) => tellCapture('media-recorder', textOf(typeOf(self), bounds.type), isLive);
  tellRecorder(true);
  listen(self, 'stop', () => {
    if (stateOf(self) === 'inactive') tellRecorder(false);
  });
});

whenMicrophoneOff(() => {
  end('audio-worklet');
  end('script-processor');
  end('track-processor');
});
