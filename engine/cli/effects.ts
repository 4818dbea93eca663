export { CLOCK, PROCESSES, RANDOM } from '../machine.ts';
