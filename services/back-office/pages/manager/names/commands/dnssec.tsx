import { SegmentedControl, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dsRecords, keyRecords } from "@/screens/domains/commands/records";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { type Held, UpdateOwnDomain } from "../held";

type Form = "ds" | "key";

/** The records that the name has, as they are typed. */
function written(held: Held): Record<Form, string> {
  const ds = held.dsRecords.map((one) => [one.keyTag, one.algorithm, one.digestType, one.digest].join(" "));
  const key = held.keyRecords.map((one) => [one.flags, one.protocol, one.algorithm, one.publicKey].join(" "));
  return { ds: ds.join("\n"), key: key.join("\n") };
}

/** The whole new set of DS records, or of keys where the ending wants keys; an empty one takes the name out of DNSSEC. */
export function DnssecDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("manager/names");
  const [form, setForm] = useState<Form>(held.keyRecords.length > 0 ? "key" : "ds");
  const [typed, setTyped] = useState(() => written(held));
  const text = typed[form];
  const ds = dsRecords(text);
  const keys = keyRecords(text);
  const { wrong, records } = form === "ds" ? ds : keys;
  const change = form === "ds" ? { dsRecords: ds.records } : { keyRecords: keys.records };
  const leaves = records.length === 0 && text.trim() === "";
  const ready = wrong.length === 0 && (!leaves || held.dnssec) && text !== written(held)[form];
  return (
    <CommandDialog
      {...dialog}
      document={UpdateOwnDomain}
      title={t("setDnssec.title", { name: held.unicode })}
      explain={t("setDnssec.explain")}
      verb={leaves && held.dnssec ? t("setDnssec.leave") : t("setDnssec.verb")}
      danger={leaves && held.dnssec}
      done={t("sent")}
      variables={() => (ready ? { input: { name: held.name, ...change } } : null)}
    >
      {(errorOf) => (
        <>
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
            value={text}
            minRows={4}
            spellCheck={false}
            classNames={{ input: "mono" }}
            error={
              wrong.length > 0
                ? t("setDnssec.wrong", { lines: wrong.join(", ") })
                : (errorOf("dsRecords") ?? errorOf("keyRecords"))
            }
            onChange={(event) => {
              const now = event.currentTarget.value;
              setTyped((before) => ({ ...before, [form]: now }));
            }}
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
