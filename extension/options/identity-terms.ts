import type { DeclarableKind, IdentityProblem } from '../model/identities.ts';

/** Which messages name each word about declared identities. Spelt out, so that a search for a key finds its use. */
export const declareKindKeys: Record<DeclarableKind, string> = {
  email: 'declareKindEmail',
  phone: 'declareKindPhone',
  'user-id': 'declareKindUserId',
  'display-name': 'declareKindDisplayName',
  'device-id': 'declareKindDeviceId',
};

export const declareHintKeys: Record<DeclarableKind, string> = {
  email: 'declareHintEmail',
  phone: 'declareHintPhone',
  'user-id': 'declareHintUserId',
  'display-name': 'declareHintDisplayName',
  'device-id': 'declareHintDeviceId',
};

export const identityProblemKeys: Record<IdentityProblem, string> = {
  empty: 'declareProblemEmpty',
  'too-long': 'declareProblemTooLong',
  'too-short': 'declareProblemTooShort',
  'names-nobody': 'declareProblemNamesNobody',
  'unreadable-characters': 'declareProblemCharacters',
  'no-email': 'declareProblemEmail',
  'no-phone': 'declareProblemPhone',
  'no-country-code': 'declareProblemCountryCode',
  'no-letter': 'declareProblemLetter',
  twice: 'declareProblemTwice',
  'too-many': 'declareProblemTooMany',
  'not-kept': 'optionsNotSaved',
};
