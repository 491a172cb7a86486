export function findCoturn(): { server: string; admin: string } | null;
