import type { Packaged } from '../ui/packaged.ts';
import { text } from '../ui/words.ts';

/** What stands in no report, because nothing in the browser shows it. */
export function Unseen({ packaged }: { packaged: Packaged }) {
  const things = [
    { name: 'unseenAfter', what: text('unseenAfterWhat') },
    { name: 'unseenDevices', what: text('unseenDevicesWhat') },
    { name: 'unseenWorkers', what: text('unseenWorkersWhat') },
    { name: 'unseenStreams', what: text('unseenStreamsWhat') },
    { name: 'unseenSealed', what: text('unseenSealedWhat') },
    { name: 'unseenKeys', what: text('unseenKeysWhat') },
    { name: 'unseenPlace', what: text('unseenPlaceWhat') },
    { name: 'unseenCarriers', what: text('unseenCarriersWhat') },
    { name: 'unseenLaws', what: text('unseenLawsWhat', [packaged.jurisdictions.length]) },
    { name: 'unseenNoticed', what: text('unseenNoticedWhat') },
  ];
  return (
    <section aria-labelledby="unseen">
      <h2 id="unseen">{text('unseenTitle')}</h2>
      <p class="lead">{text('unseenLead')}</p>
      <dl class="things">
        {things.map(({ name, what }) => (
          <div class="card" key={name}>
            <dt>{text(name)}</dt>
            <dd class="what">{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
