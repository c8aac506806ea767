import { Button, SimpleGrid, Text } from "@mantine/core";
import dayjs from "dayjs";
import utc from "dayjs/plugin/utc";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog, ReasonField } from "@/ui/command";
import { type DialogProps, useDialogs } from "@/ui/dialogs";
import { MomentField } from "@/ui/moment-field";
import { moment } from "@/ui/when";
import { lasting, type Window } from "./windows";

dayjs.extend(utc);

const PlanMaintenance = graphql(`
  mutation PlanMaintenance($input: PlanMaintenanceInput!) {
    planMaintenance(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const CallOffMaintenance = graphql(`
  mutation CallOffMaintenance($input: CallOffMaintenanceInput!) {
    callOffMaintenance(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

/** The way to the dialog, on the card of a registry. */
export function Plan({ registry }: { registry: string }) {
  const { t } = useTranslation("catalogue");
  const { show, name, turn, props } = useDialogs<"plan">();
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t("maintenance.plan.of", { registry })}
        onClick={() => show("plan")}
      >
        {t("maintenance.plan.open")}
      </Button>
      {name && <PlanDialog key={turn} {...props} registry={registry} />}
    </>
  );
}

/** A window that a registry has announced, in the times of whoever writes it down. */
function PlanDialog({ registry, ...dialog }: DialogProps & { registry: string }) {
  const { t } = useTranslation("catalogue");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const length = dayjs(until).valueOf() - dayjs(from).valueOf();
  const whole = from !== "" && until !== "";
  return (
    <CommandDialog
      {...dialog}
      document={PlanMaintenance}
      title={t("maintenance.plan.title", { registry })}
      explain={t("maintenance.plan.explain")}
      verb={t("maintenance.plan.verb")}
      done={t("maintenance.plan.done")}
      variables={() =>
        !whole || length <= 0 || reason.trim() === ""
          ? null
          : {
              input: {
                registry,
                from: dayjs(from).toISOString(),
                until: dayjs(until).toISOString(),
                reason,
              },
            }
      }
    >
      {(errorOf) => (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs">
            <MomentField
              label={t("maintenance.plan.from")}
              value={from}
              onChange={setFrom}
              error={errorOf("from")}
              required
            />
            <MomentField
              label={t("maintenance.to")}
              value={until}
              onChange={setUntil}
              error={whole && length <= 0 ? t("maintenance.plan.backwards") : errorOf("until")}
              required
            />
          </SimpleGrid>
          {whole && length > 0 && <InUtc from={from} until={until} length={length} />}
          <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
        </>
      )}
    </CommandDialog>
  );
}

/** As registries announce it: what was typed can be held against their mail. */
function InUtc({ from, until, length }: { from: string; until: string; length: number }) {
  const { t, i18n } = useTranslation("catalogue");
  const at = (moment: string) => dayjs(moment).utc().format("YYYY-MM-DD HH:mm");
  return (
    <Text size="sm" role="status">
      {t("maintenance.plan.utc", {
        from: at(from),
        until: at(until),
        span: lasting(length, i18n.language),
      })}
    </Text>
  );
}

export function CallOffDialog({
  registry,
  window,
  ...dialog
}: DialogProps & { registry: string; window: Window }) {
  const { t } = useTranslation("catalogue");
  const [reason, setReason] = useState("");
  const times = { from: moment(window.from), until: moment(window.until) };
  return (
    <CommandDialog
      {...dialog}
      document={CallOffMaintenance}
      title={t("maintenance.callOff.title", { registry })}
      explain={t(window.underWay ? "maintenance.callOff.ends" : "maintenance.callOff.explain", times)}
      verb={t("maintenance.callOff.verb")}
      danger
      done={t("maintenance.callOff.done")}
      variables={() => (reason.trim() === "" ? null : { input: { registry, number: window.number, reason } })}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}
