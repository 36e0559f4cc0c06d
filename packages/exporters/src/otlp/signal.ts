export type Signal = 'metrics' | 'traces';
