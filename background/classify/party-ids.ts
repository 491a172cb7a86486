/** Party id of everyone who can read what leaves unencrypted. */
export const wire = 'wire';

/** Party id of the people in the call. */
export const peers = 'peers';
