/** The pager of a list whose pages the server makes. */
import { useText, type View } from "../context";
import { Pagination, PaginationVariant } from "../pf";

interface PagesProps {
  view: View;
  first: number;
  max: number;
  /** How many rows this page has. */
  shown: number;
  /** How many there are on all pages, where that is known. */
  total?: number | null;
  more: boolean;
  sizes?: readonly number[];
  bottom?: boolean;
}

export function Pages({
  view,
  first,
  max,
  shown,
  total = null,
  more,
  sizes = [10, 20, 50, 100],
  bottom = false,
}: PagesProps) {
  const text = useText();
  const number = new Intl.NumberFormat(text.lang);
  const go = (next: number, size: number) => {
    view.go({ first: next > 0 ? String(next) : "", max: size === 10 ? "" : String(size) });
  };
  const range = { from: number.format(shown === 0 ? 0 : first + 1), to: number.format(first + shown) };
  const words = total === null ? text("range", range) : text("rangeOf", { ...range, total: number.format(total) });
  return (
    <Pagination
      isCompact={!bottom}
      variant={bottom ? PaginationVariant.bottom : PaginationVariant.top}
      widgetId={bottom ? "agents-pages-bottom" : "agents-pages"}
      page={Math.floor(first / max) + 1}
      perPage={max}
      {...(total === null ? { itemCount: first + shown + (more ? 1 : 0) } : { itemCount: total })}
      toggleTemplate={() => <span data-testid={bottom ? "agents-range-bottom" : "agents-range"}>{words}</span>}
      perPageOptions={sizes.map((size) => ({ title: String(size), value: size }))}
      onSetPage={(_event, page) => {
        go((page - 1) * max, max);
      }}
      onPerPageSelect={(_event, size) => {
        go(0, size);
      }}
      titles={{
        paginationAriaLabel: bottom ? text("pagesBottom") : text("pages"),
        toFirstPageAriaLabel: text("firstPage"),
        toPreviousPageAriaLabel: text("previousPage"),
        toNextPageAriaLabel: text("nextPage"),
        toLastPageAriaLabel: text("lastPage"),
        optionsToggleAriaLabel: text("perPage"),
        currPageAriaLabel: text("currentPage"),
        perPageSuffix: text("perPageSuffix"),
        ofWord: text("of"),
        items: "",
      }}
    />
  );
}
