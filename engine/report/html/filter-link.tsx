import type { ComponentChildren } from 'preact';
import type { View } from './view.ts';

interface FilterLinkProps {
  readonly view: Pick<View, 'table'>;
  /** What the table is narrowed to. */
  readonly query: Readonly<Record<string, string>>;
  readonly class?: string;
  readonly 'aria-label'?: string;
  readonly children: ComponentChildren;
}

/**
 * A link to the table, narrowed: it works by itself, from another document too. On a page without table it is no
 * link.
 */
export function FilterLink({ view, query, children, ...attributes }: FilterLinkProps) {
  if (!view.table) return <span {...attributes}>{children}</span>;
  return (
    <a href={filterAddress(query)} data-filter="" {...attributes}>
      {children}
    </a>
  );
}

export function filterAddress(query: FilterLinkProps['query']): string {
  return `#${new URLSearchParams(query).toString()}`;
}
