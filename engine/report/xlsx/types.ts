import type { Feature as AnyFeature, Sheet as AnySheet, Cell, Image } from 'write-excel-file/node';

type Content = Image['content'];

export type Feature = AnyFeature<Content>;
export type Sheet = AnySheet<Content>;
export type { Cell };
