export function findCoturn(): { server: string; admin: string } | null;
export function findJanus(): { server: string; modules: string } | null;
