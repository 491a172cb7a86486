/** Put in by the build, so that listeners can be registered before any file is read. */
declare const PROVIDER_DOMAINS: string[];
declare const AUDIO_CHAT_HOSTS: string[];
