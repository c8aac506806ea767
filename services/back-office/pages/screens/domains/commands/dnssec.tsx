import { SegmentedControl, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import type { Held } from "../held";
import { Against } from "./against";
import { dsRecords, keyRecords } from "./records";
import { UpdateDomain } from "./update";

type Form = "ds" | "key";

/** The whole new set of DS records, or of keys where the ending wants keys; an empty one takes the name out of DNSSEC. */
export function DnssecDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const [form, setForm] = useState<Form>("ds");
  const [typed, setTyped] = useState("");
  const ds = dsRecords(typed);
  const keys = keyRecords(typed);
  const { wrong, records } = form === "ds" ? ds : keys;
  const change = form === "ds" ? { dsRecords: ds.records } : { keyRecords: keys.records };
  const leaves = records.length === 0 && typed.trim() === "";
  const { account } = held;
  const ready = wrong.length === 0 && typeof account === "number" && (!leaves || held.dnssec);
  return (
    <CommandDialog
      {...dialog}
      document={UpdateDomain}
      title={t("setDnssec.title", { name: held.unicode })}
      explain={held.dnssec ? t("setDnssec.explainSigned") : t("setDnssec.explain")}
      verb={leaves && held.dnssec ? t("setDnssec.leave") : t("setDnssec.verb")}
      danger={leaves && held.dnssec}
      done={t("done.sent")}
      variables={() =>
        ready && typeof account === "number" ? { input: { account, name: held.name, ...change } } : null
      }
    >
      {(errorOf) => (
        <>
          <Against held={held} deed="update" />
          <SegmentedControl
            aria-label={t("setDnssec.form")}
            value={form}
            onChange={(value) => setForm(value as Form)}
            data={[
              { value: "ds", label: t("setDnssec.ds") },
              { value: "key", label: t("setDnssec.key") },
            ]}
          />
          <Textarea
            label={form === "ds" ? t("setDnssec.ds") : t("setDnssec.key")}
            description={form === "ds" ? t("setDnssec.dsHint") : t("setDnssec.keyHint")}
            value={typed}
            minRows={4}
            spellCheck={false}
            classNames={{ input: "mono" }}
            error={
              wrong.length > 0
                ? t("setDnssec.wrong", { lines: wrong.join(", ") })
                : (errorOf("dsRecords") ?? errorOf("keyRecords"))
            }
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
          <Text size="xs" c="dimmed" role="status">
            {leaves && held.dnssec ? t("setDnssec.leaves") : t("setDnssec.read", { count: records.length })}
          </Text>
        </>
      )}
    </CommandDialog>
  );
}
