export function sourceOf(room: string, name: string): string;
