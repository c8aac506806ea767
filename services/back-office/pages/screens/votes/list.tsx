import { SegmentedControl, Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { NumberFilter } from "@/ui/number-filter";
import { Page } from "@/ui/page";
import { filtered } from "@/ui/tools";
import { useVotesLive } from "./live";
import { votesRoute } from "./routes";
import { kinds, states, which } from "./search";
import { ChangeTable, ConsentTable } from "./tables";

export type Search = ReturnType<typeof votesRoute.useSearch>;
const KEPT = ["sort", "desc", "kind", "which"];

/** What waits for somebody's consent, and what came of it. */
export function Votes() {
  const { t } = useTranslation(["votes", "common"]);
  const search = votesRoute.useSearch();
  const navigate = useNavigate({ from: votesRoute.fullPath });
  useVotesLive();
  const kind = search.kind ?? "trades";
  const set = (change: Partial<Search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const clear = () => void navigate({ search: { kind: search.kind, which: search.which }, replace: true });
  const known: readonly string[] = states[kind];
  const table = { search, set, filtered: filtered(search, KEPT), onClear: clear };
  return (
    <Page title={t("title")} full>
      <Tabs
        value={kind}
        onChange={(next) =>
          set({
            kind: kinds.find((one) => one === next),
            // A state that this kind does not know filters everything away.
            state: undefined,
          })
        }
        mb="xs"
      >
        <Tabs.List>
          {kinds.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`kinds.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <FilterBar active={filtered(search, KEPT)} onClear={clear}>
        <SegmentedControl
          aria-label={t("which.label")}
          value={search.which ?? "open"}
          data={which.map((one) => ({ value: one, label: t(`which.${one}`) }))}
          onChange={(next) => set({ which: next === "open" ? undefined : which.find((one) => one === next) })}
        />
        <TextFilter label={t("name")} value={search.name} onChange={(name) => set({ name })} />
        <ChoiceFilter
          label={t("state")}
          value={search.state}
          width={170}
          options={states[kind].map((state) => ({ value: state, label: t(`states.${state}`) }))}
          onChange={(state) => set({ state })}
        />
        <NumberFilter
          label={t("accountNumber")}
          value={search.account}
          onChange={(account) => set({ account })}
        />
        {kind !== "changes" && (
          <NumberFilter
            label={t("within")}
            value={search.within}
            width={190}
            onChange={(within) => set({ within })}
          />
        )}
      </FilterBar>
      {kind === "changes" ? (
        <ChangeTable {...table} />
      ) : (
        <ConsentTable
          key={kind}
          kind={kind}
          {...table}
          search={search.state && !known.includes(search.state) ? { ...search, state: undefined } : search}
        />
      )}
    </Page>
  );
}
