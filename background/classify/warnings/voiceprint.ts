import type { Warning } from '../../../extension/model/report.ts';

/**
 * What a party that hears a voice can do with it beyond understanding what is said. Read on 2026-11-22: the definition
 * in the Illinois Biometric Information Privacy Act names the voiceprint; NIST has measured since 1996 how well programs
 * tell by the voice alone who speaks.
 */
export const voiceprint: NonNullable<Warning['notes']>[number] = {
  what: { key: 'noteVoiceprint' },
  sources: [
    '740 ILCS 14/10: https://www.ilga.gov/commission/jcar/admincode/014/014001760A00100R.html',
    'https://www.nist.gov/itl/iad/mig/sre10-results',
  ],
};
