/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */
export { guardedCells } from './record/guard.js';
export { CellList } from './series/cell.js';
