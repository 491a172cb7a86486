/**
 * What reached somebody: the gravest that applies. `address`: where the person connects from, to people in the call or to
 * whom the call asks for it.
 * `connection`: whoever is in between can get at what goes there.
 * `microphone`: it was on where the person did not look; nobody new was reached.
 */
export type Reached = 'voice' | 'identifiers' | 'contact' | 'address' | 'connection' | 'microphone';

/** The gravest law that reaches whom it reached. `none`: no law is known there, which is not the same as no law. */
export type Law = 'heavy' | 'other' | 'none';

/** Who it is: a company that carries voice or messages for the site needs some identifiers to do so; others do not. */
export type To = 'works-for-site' | 'third-party' | 'wire' | 'peers';

/** Everything that the severity of a warning depends on, but for the person's concern. */
export interface Circumstances {
  reached: Reached;
  to: To;
  law: Law;
  /** A jurisdiction that the person has picked reaches it, with some certainty. */
  picked: boolean;
  /** A country to which the GDPR lets no data go by itself reaches it, with some certainty. */
  noAdequacy: boolean;
}
