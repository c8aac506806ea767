import { Button, Menu, SegmentedControl, Select, Switch } from "@mantine/core";
import { IconChevronDown, IconDownload, IconPencil, IconPlus, IconUpload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { DayFilter } from "@/ui/day-field";
import { today } from "@/ui/days";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { Page } from "@/ui/page";
import { download } from "@/ui/tools";
import { EditBar } from "./edit-bar";
import { ImportDialog } from "./import";
import { PricePanel } from "./panel";
import { PriceLists, PricesFile } from "./reading";
import { pricesRoute } from "./routes";
import { shows } from "./search";
import { SetPriceDialog } from "./set-price";
import type { Staged } from "./staged";
import { StagingContext } from "./staging";
import { PriceTable } from "./table";

/** What everything costs on a day, for whom, and what it leaves us. */
export function Prices() {
  const { t } = useTranslation(["prices", "common"]);
  const search = pricesRoute.useSearch();
  const navigate = useNavigate({ from: pricesRoute.fullPath });
  const { rights } = useSession();
  const [staged, setStaged] = useState<Staged | null>(null);
  const [open, setOpen] = useState<"import" | "set" | null>(null);
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const { classes, currencies, list } = useLists(search.class, search.currency);
  const staging = useMemo(
    () => ({
      staged: staged ?? new Map<string, string>(),
      stage: (item: string, typed: string | undefined) =>
        setStaged((before) => {
          const next = new Map(before ?? []);
          if (typed === undefined) next.delete(item);
          else next.set(item, typed);
          return next;
        }),
    }),
    [staged],
  );
  const editing = staged !== null;
  return (
    <Page
      title={t("title")}
      full
      actions={
        <>
          <Export list={list} on={search.on ?? today()} />
          {rights.finance && !editing && (
            <>
              <Button
                variant="default"
                leftSection={<IconUpload size={15} aria-hidden />}
                onClick={() => setOpen("import")}
              >
                {t("import.open")}
              </Button>
              <Button
                variant="default"
                leftSection={<IconPlus size={15} aria-hidden />}
                onClick={() => setOpen("set")}
              >
                {t("set.open")}
              </Button>
              <Button leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setStaged(new Map())}>
                {t("edit.open")}
              </Button>
            </>
          )}
        </>
      }
    >
      <FilterBar
        active={Boolean(search.text || search.show || search.on)}
        onClear={() => set({ text: undefined, show: undefined, on: undefined })}
      >
        <Select
          aria-label={t("class")}
          w={150}
          value={list.class}
          data={classes.map((name) => ({
            value: name,
            label: name === "registry" ? t("registryClass") : name,
          }))}
          onChange={(chosen) => chosen && set({ class: chosen })}
          allowDeselect={false}
          disabled={editing}
        />
        <Select
          aria-label={t("currency")}
          w={90}
          value={list.currency}
          data={[...currencies]}
          onChange={(chosen) => chosen && set({ currency: chosen })}
          allowDeselect={false}
          disabled={editing}
        />
        <SegmentedControl
          aria-label={t("kind")}
          value={search.kind ?? "names"}
          onChange={(kind) => set({ kind: kind === "products" ? "products" : undefined })}
          data={[
            { value: "names", label: t("names") },
            { value: "products", label: t("products") },
          ]}
        />
        <TextFilter
          label={t("beginning")}
          value={search.text}
          onChange={(text) => set({ text })}
          width={170}
        />
        <DayFilter
          label={t("on")}
          value={search.on ?? today()}
          onChange={(on) => set({ on: on === today() ? undefined : on })}
          required
        />
        <ChoiceFilter
          label={t("show")}
          value={search.show}
          options={shows.map((show) => ({ value: show, label: t(`shows.${show}`) }))}
          onChange={(show) => set({ show })}
        />
        <Switch
          size="xs"
          mb={6}
          label={t("fees")}
          checked={search.fees ?? false}
          onChange={(event) => set({ fees: event.currentTarget.checked || undefined })}
        />
      </FilterBar>
      <StagingContext.Provider value={staging}>
        <PriceTable list={list} editing={editing} />
        {editing && <EditBar list={list} staged={staging.staged} onEnd={() => setStaged(null)} />}
      </StagingContext.Provider>
      <PricePanel list={list} item={search.item} on={search.on} onClose={() => set({ item: undefined })} />
      <ImportDialog opened={open === "import"} onClose={() => setOpen(null)} />
      <SetPriceDialog opened={open === "set"} onClose={() => setOpen(null)} list={list} />
    </Page>
  );
}

/** The lists that exist, and the one that is looked at. */
function useLists(chosenClass: string | undefined, chosenCurrency: string | undefined) {
  const reading = useReading(PriceLists, { on: "2999-12-31" });
  return useMemo(() => {
    const prices = reading.data?.prices ?? [];
    const classes = [...new Set(prices.map((price) => price.class))].sort();
    const name =
      chosenClass ?? (classes.includes("reseller") || classes.length === 0 ? "reseller" : (classes[0] ?? ""));
    const currencies = [
      ...new Set(prices.filter((price) => price.class === name).map((price) => price.currency)),
    ].sort();
    const known = currencies.length === 0 || currencies.includes(chosenCurrency ?? "");
    const currency = chosenCurrency && known ? chosenCurrency : (currencies[0] ?? "EUR");
    return {
      classes: classes.includes(name) ? classes : [name, ...classes],
      currencies: currencies.includes(currency) ? currencies : [currency, ...currencies],
      list: { class: name, currency },
    };
  }, [reading.data, chosenClass, chosenCurrency]);
}

/** Lists as files that can be changed and imported again. */
function Export({ list, on }: { list: { class: string; currency: string }; on: string }) {
  const { t } = useTranslation("prices");
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const name = `${list.class}-${list.currency}`;
  const choices = [
    { label: t("export.listOn", { list: name, day: on }), variables: { ...list, on }, file: `${name}-${on}` },
    { label: t("export.list", { list: name }), variables: { ...list, on: null }, file: name },
    {
      label: t("export.allOn", { day: on }),
      variables: { class: null, currency: null, on },
      file: `prices-${on}`,
    },
    { label: t("export.all"), variables: { class: null, currency: null, on: null }, file: "prices" },
  ];
  const write = async (choice: (typeof choices)[number]) => {
    setBusy(true);
    const answer = await client.query(PricesFile, choice.variables, { requestPolicy: "network-only" });
    setBusy(false);
    if (answer.data) download(`${choice.file}.csv`, answer.data.pricesCsv, "text/csv;charset=utf-8");
  };
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconDownload size={15} aria-hidden />}
          rightSection={<IconChevronDown size={13} aria-hidden />}
        >
          {t("export.open")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((choice) => (
          <Menu.Item key={choice.file} onClick={() => void write(choice)}>
            {choice.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
