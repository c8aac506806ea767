import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { type CombinedError, useClient, useQuery } from "urql";
import { pipe, subscribe } from "wonka";
import { onStirred } from "./stirring";

export interface Reading<Data> {
  data: Data | undefined;
  error: CombinedError | undefined;
  loading: boolean;
  again: () => void;
}

/** One query, asked again whenever something was changed here. */
export function useReading<Data, Variables extends object>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  pause = false,
): Reading<Data> {
  const [result, execute] = useQuery({
    query: document as TypedDocumentNode<Data>,
    variables: variables as never,
    pause,
  });
  useEffect(() => {
    if (pause) return undefined;
    return onStirred(() => execute({ requestPolicy: "network-only" }));
  }, [execute, pause]);
  return {
    data: result.data as Data | undefined,
    error: result.error,
    loading: result.fetching,
    again: () => execute({ requestPolicy: "network-only" }),
  };
}

interface Connection<Row> {
  nodes: readonly Row[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface Rows<Row> {
  rows: readonly Row[];
  error: CombinedError | undefined;
  /** Nothing has been answered yet. */
  loading: boolean;
  /** Further rows are on their way. */
  loadingMore: boolean;
  hasMore: boolean;
  more: () => void;
  again: () => void;
}

interface Page<Row> {
  nodes: readonly Row[];
  endCursor: string | null;
  hasNext: boolean;
}

export const PAGE = 100;
/**
 * So many pages, the latest ones, live on the cache. Each answer is held against every living page that shares anything
 * with it, as names share their reseller: were all of them alive, the two hundredth page would cost as much as all before.
 */
const LIVING = 5;

/**
 * A connection, a page at a time by the server's cursors. The latest pages live on the cache: what is changed elsewhere
 * on the screen is changed in them.
 */
export function useRows<Data, Row, Variables extends object>(
  document: TypedDocumentNode<Data, Variables & { first?: number | null; after?: string | null }>,
  variables: Variables,
  pick: (data: Data) => Connection<Row>,
  first: number = PAGE,
): Rows<Row> {
  const client = useClient();
  const asked = JSON.stringify(variables);
  const [pages, setPages] = useState<readonly Page<Row>[]>([]);
  const [fetching, setFetching] = useState(true);
  const [error, setError] = useState<CombinedError | undefined>();
  const [round, setRound] = useState(0);
  const choose = useRef(pick);
  choose.current = pick;
  const live = useRef<(() => void)[]>([]);
  const turn = useRef(0);

  const load = (index: number, after: string | null): void => {
    const mine = turn.current;
    setFetching(true);
    const all = { ...(JSON.parse(asked) as Variables), first, after };
    const source = client.query(document as TypedDocumentNode<Data>, all as never, {
      requestPolicy: "cache-and-network",
    });
    const { unsubscribe } = pipe(
      source,
      subscribe((result) => {
        if (turn.current !== mine) return;
        if (!result.stale) setFetching(false);
        setError(result.error);
        if (!result.data) return;
        const { nodes, pageInfo } = choose.current(result.data);
        const page = { nodes, endCursor: pageInfo.endCursor ?? null, hasNext: pageInfo.hasNextPage };
        setPages((before) => {
          const kept = before.slice(0, before.length);
          // A page that now ends elsewhere makes those after it begin elsewhere: they are asked for again.
          const moved = kept[index] !== undefined && kept[index].endCursor !== page.endCursor;
          kept[index] = page;
          return moved ? kept.slice(0, index + 1) : kept;
        });
      }),
    );
    live.current.push(unsubscribe);
    if (live.current.length > LIVING) live.current.shift()?.();
  };
  const loadPage = useRef(load);
  loadPage.current = load;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question, or another round, begins again.
  useEffect(() => {
    turn.current += 1;
    setPages([]);
    setError(undefined);
    loadPage.current(0, null);
    return () => {
      for (const end of live.current) end();
      live.current = [];
    };
  }, [client, document, asked, first]);

  useEffect(() => onStirred(() => setRound((before) => before + 1)), []);
  // What was changed here is asked for again without taking away what is shown.
  useEffect(() => {
    if (round === 0) return;
    for (const end of live.current) end();
    live.current = [];
    turn.current += 1;
    const mine = turn.current;
    const all = { ...(JSON.parse(asked) as Variables), first, after: null };
    client
      .query(document as TypedDocumentNode<Data>, all as never, { requestPolicy: "network-only" })
      .toPromise()
      .then((result) => {
        if (turn.current !== mine) return;
        setFetching(false);
        setError(result.error);
        if (!result.data) return;
        const { nodes, pageInfo } = choose.current(result.data);
        setPages([{ nodes, endCursor: pageInfo.endCursor ?? null, hasNext: pageInfo.hasNextPage }]);
      });
  }, [round, client, document, asked, first]);

  const last = pages[pages.length - 1];
  const rows = useMemo(() => pages.flatMap((page) => page.nodes), [pages]);
  return {
    rows,
    error,
    loading: fetching && pages.length === 0,
    loadingMore: fetching && pages.length > 0,
    hasMore: last?.hasNext ?? false,
    more: () => {
      if (!fetching && last?.hasNext) load(pages.length, last.endCursor);
    },
    again: () => setRound((before) => before + 1),
  };
}
