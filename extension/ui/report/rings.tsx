import { useMemo } from 'preact/hooks';
import { lazily } from '../../../background/tell/say.ts';
import type { Party } from '../../model/report.ts';
import type { Ring } from '../../model/vocabulary.ts';
import { ringKeys } from '../terms.ts';
import { listOf, locale, sideBySide, text } from '../words.ts';
import { explain, partyName } from './party.ts';
import { type Dot, layOutRings, picture, radii, targetSize } from './ring-layout.ts';

interface Props {
  parties: Party[];
  /** The party that was pressed last. */
  chosen: string | null;
  /** The party that is pointed at, here or in the table. */
  pointed: string | null;
  onPoint: (party: string | null) => void;
  onParty: (id: string) => void;
  onMore: () => void;
}

/** Who is within earshot, as a house of three rings around the person. */
export function Rings({ parties, chosen, pointed, onPoint, onParty, onMore }: Props) {
  const { dots, more } = useMemo(() => layOutRings(parties, partyName, measure), [parties]);
  const shown = parties.find(({ id }) => id === pointed);
  const summary = summaryOf(parties);
  const { centre, width, height } = picture;
  return (
    <section class="rings">
      {/* biome-ignore lint/a11y/useSemanticElements: HTML has no group within a picture */}
      <svg viewBox={`0 0 ${width} ${height}`} role="group" aria-label={`${text('ringsTitle')}: ${summary}`}>
        {(['contacted', 'knows', 'hears'] as const).map((ring) => (
          <RingLine
            key={ring}
            ring={ring}
            more={more[ring] > 0}
            heard={ring === 'hears' && parties.some((party) => party.ring === ring && party.relation !== 'peers')}
          />
        ))}
        <circle class="you" cx={centre.x} cy={centre.y - 5} r={7} />
        <text class="you-label" x={centre.x} y={centre.y + 16}>
          {text('ringsYou')}
        </text>
        {dots.map((dot) => (
          <DotButton
            key={dot.party.id}
            dot={dot}
            chosen={dot.party.id === chosen}
            pointed={dot.party.id === pointed}
            onPoint={onPoint}
            onPress={onParty}
          />
        ))}
        {(['hears', 'knows', 'contacted'] as const).map(
          (ring) => more[ring] > 0 && <More key={ring} ring={ring} count={more[ring]} onPress={onMore} />,
        )}
      </svg>
      <p class="rings-line" aria-hidden="true">
        {shown === undefined ? (
          summary
        ) : (
          <>
            <b>
              <bdi>{partyName(shown)}</bdi>
            </b>{' '}
            {sideBySide(explain(shown))}
          </>
        )}
      </p>
    </section>
  );
}

function summaryOf(parties: Party[]): string {
  const on = (ring: Ring) => parties.filter((party) => party.ring === ring);
  const hears = on('hears').filter(({ relation }) => relation !== 'peers');
  const people = hears.length < on('hears').length;
  const clauses: string[] = [];
  const add = (first: string, further: string, count: number) => {
    if (count > 0) clauses.push(text(clauses.length === 0 ? first : further, [count], count));
  };
  const certain = hears.some(({ voice }) => voice === 'yes');
  add(certain ? 'ringsSummaryHears' : 'ringsSummaryHearsLikely', '', hears.length);
  add('ringsSummaryKnows', 'ringsSummaryKnowsMore', on('knows').length);
  add('ringsSummaryContacted', 'ringsSummaryContactedMore', on('contacted').length);
  if (hears.length === 0) clauses.unshift(text(people ? 'ringsSummaryHearsPeople' : 'ringsSummaryHearsNone'));
  return listOf(clauses);
}

/** A ring with its caption in a gap at its top, and a gap at its bottom where `+n` stands. */
function RingLine({ ring, more, heard }: { ring: Ring; more: boolean; heard: boolean }) {
  const { x, y } = picture.centre;
  const radius = radii[ring];
  const caption = text(ringKeys[ring]);
  const top = gapAngle(measure(caption, false, captionSize) / 2 + 5, radius);
  const bottom = more ? gapAngle(16, radius) : 0;
  const at = (angle: number) => `${x + radius * Math.sin(angle)} ${y - radius * Math.cos(angle)}`;
  const arc = `A ${radius} ${radius} 0 0 1`;
  return (
    <g class={`ring-${ring} ${heard ? 'heard' : ''}`}>
      {heard && <circle class="ground" cx={x} cy={y} r={radius} />}
      <path
        class="ring"
        d={`M ${at(top)} ${arc} ${at(Math.PI - bottom)} M ${at(Math.PI + bottom)} ${arc} ${at(-top)}`}
      />
      <text class="caption" x={x} y={y - radius + 3.5}>
        {caption}
      </text>
    </g>
  );
}

function gapAngle(halfWidth: number, radius: number): number {
  return Math.asin(Math.min(0.94, halfWidth / radius));
}

interface DotProps {
  dot: Dot;
  chosen: boolean;
  pointed: boolean;
  onPoint: (id: string | null) => void;
  onPress: (id: string) => void;
}

/** The name beside a dot is a picture of it, cut short where it must be: the button itself says it in full. */
function DotButton({ dot: { party, x, y, radius, label }, chosen, pointed, onPoint, onPress }: DotProps) {
  const marks = [
    `dot severity-${party.severity}`,
    ...(party.voice === 'likely' ? ['likely'] : []),
    ...(chosen ? ['chosen'] : []),
    ...(pointed ? ['pointed'] : []),
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what a pointer does here, the button within does for a keyboard
    <g
      class={marks.join(' ')}
      onMouseEnter={() => onPoint(party.id)}
      onMouseLeave={() => onPoint(null)}
      onClick={() => onPress(party.id)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: SVG has no button */}
      <g
        class="dot-button"
        role="button"
        tabindex={0}
        data-party={party.id}
        aria-current={chosen ? 'true' : undefined}
        aria-label={sideBySide([partyName(party), ...explain(party)])}
        onFocus={() => onPoint(party.id)}
        onBlur={() => onPoint(null)}
        onKeyDown={(event) => pressedByKey(event) && onPress(party.id)}
      >
        <circle class="target" cx={x} cy={y} r={targetSize / 2} />
        <circle class="halo" cx={x} cy={y} r={radius + 4} />
        <circle class="mark" cx={x} cy={y} r={radius} />
      </g>
      {label !== null && (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: no text in a picture takes the keyboard
        <text
          class="label"
          aria-hidden="true"
          x={label.x}
          y={label.y + 4}
          text-anchor={label.side === 'right' ? 'start' : 'end'}
        >
          <tspan class="name">{label.name}</tspan>
          {label.codes !== '' && <tspan class="codes">{` ${label.codes}`}</tspan>}
        </text>
      )}
    </g>
  );
}

function More({ ring, count, onPress }: { ring: Ring; count: number; onPress: () => void }) {
  const y = picture.centre.y + radii[ring];
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button
    <g
      class="dot more"
      role="button"
      tabindex={0}
      aria-label={text('ringsMoreHint', [count], count)}
      onClick={onPress}
      onKeyDown={(event) => pressedByKey(event) && onPress()}
    >
      <rect class="target" x={picture.centre.x - 18} y={y - targetSize / 2} width={36} height={targetSize} />
      <text class="caption" x={picture.centre.x} y={y + 3.5}>
        {text('ringsMore', [count])}
      </text>
    </g>
  );
}

function pressedByKey(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  event.preventDefault(); // the space bar would scroll
  return true;
}

let pen: CanvasRenderingContext2D | null = null;

const labelSize = 11;
const captionSize = 10;

/** In the type of the labels and captions (report.css, `.rings`), at the picture's own scale. */
function measure(words: string, bold: boolean, size = labelSize): number {
  pen ??= document.createElement('canvas').getContext('2d');
  if (pen === null) return words.length * 7;
  pen.font = `${bold ? 600 : 400} ${size}px system-ui, sans-serif`;
  return pen.measureText(words).width * wider();
}

/**
 * How much wider letters are in the page than on a canvas of no language: browsers choose fonts by it, for Latin names
 * in a Persian or Chinese page too. English has the canvas's own, and is not kept waiting for a layout.
 */
const wider = lazily(() => {
  if (pen === null || locale.startsWith('en')) return 1;
  const sample = document.createElement('span');
  sample.textContent = 'Who is within earshot, 0123456789.example';
  Object.assign(sample.style, { font: pen.font, position: 'absolute', visibility: 'hidden', whiteSpace: 'pre' });
  document.body.append(sample);
  const ratio = sample.getBoundingClientRect().width / pen.measureText(sample.textContent).width;
  sample.remove();
  return Number.isFinite(ratio) && ratio > 0 ? Math.max(1, ratio) : 1;
});
