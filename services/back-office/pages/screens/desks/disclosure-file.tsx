import { Alert, Checkbox, Select, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { IconAlarm } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { LegalBasis, RequesterKind } from "@/api/generated/office/graphql";
import { CommandDialog } from "@/ui/command";
import { EvidenceField } from "@/ui/evidence";
import { FieldsMatrix } from "./fields-matrix";
import { fieldsOf, type Ticked, ticks } from "./fields-of";
import { wholeName } from "./names";
import { requesterKinds } from "./search";

const File = graphql(`
  mutation FileDisclosureRequest($input: FileDisclosureRequestInput!) {
    fileDisclosureRequest(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const bases: readonly LegalBasis[] = [
  "COURT_ORDER",
  "LAW_ENFORCEMENT_REQUEST",
  "LEGAL_OBLIGATION",
  "PUBLIC_TASK",
  "LEGITIMATE_INTEREST",
  "NIS_2",
  "CONSENT",
];

const blank = {
  name: "",
  requesterName: "",
  organisation: "",
  email: "",
  country: "FR",
  purpose: "",
  reference: "",
};

/** What came in by letter, mail or a call: recorded as it came. */
export function FileDialog({ onClose, onFiled }: { onClose: () => void; onFiled: (number: number) => void }) {
  const { t, i18n } = useTranslation(["desks", "common"]);
  const [typed, setTyped] = useState(blank);
  const [kind, setKind] = useState<RequesterKind | null>(null);
  const [basis, setBasis] = useState<LegalBasis | null>(null);
  const [locale, setLocale] = useState(i18n.language === "fr" ? "fr" : "en");
  const [urgent, setUrgent] = useState(false);
  const [evidence, setEvidence] = useState<string | undefined>();
  const [ticked, setTicked] = useState<Ticked>(() =>
    ticks([{ role: "REGISTRANT", items: ["NAME", "EMAIL"] }]),
  );
  const variables = () => {
    const name = wholeName(typed.name.trim());
    const fields = fieldsOf(ticked);
    const { requesterName, email, country, purpose } = typed;
    const whole = [requesterName, email, country, purpose].every((text) => text.trim() !== "");
    if (!name || !whole || !kind || !basis || fields.length === 0) return null;
    return {
      input: {
        name,
        requesterName,
        organisation: typed.organisation.trim() || null,
        email: email.trim(),
        country: country.trim().toUpperCase(),
        kind,
        locale,
        fields,
        purpose,
        legalBasis: basis,
        reference: typed.reference.trim() || null,
        evidence: evidence ?? null,
        urgent,
      },
    };
  };
  return (
    <CommandDialog
      opened
      onClose={onClose}
      title={t("file.title")}
      explain={t("file.explain")}
      verb={t("file.verb")}
      document={File}
      variables={variables}
      done={t("file.done")}
      onDone={(answer) => {
        const { id } = answer as { id?: string | null };
        if (id) onFiled(Number(id));
      }}
    >
      {(errorOf) => {
        const text = (field: keyof typeof blank, required: boolean, more: object = {}) => (
          <TextInput
            label={t(`file.${field}`)}
            required={required}
            value={typed[field]}
            error={errorOf(field)}
            autoComplete="off"
            onChange={(event) => {
              const { value } = event.currentTarget;
              setTyped((before) => ({ ...before, [field]: value }));
            }}
            {...more}
          />
        );
        return (
          <>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" verticalSpacing="xs">
              {text("name", true, { "data-autofocus": true })}
              <Select
                label={t("disclosures.kind")}
                required
                value={kind}
                error={errorOf("kind")}
                data={requesterKinds.map((one) => ({ value: one, label: t(`kinds.${one}`) }))}
                onChange={(value) => setKind(requesterKinds.find((one) => one === value) ?? null)}
              />
              {text("requesterName", true)}
              {text("organisation", false)}
              {text("email", true, { type: "email" })}
              {text("country", true, { maxLength: 2 })}
              <Select
                label={t("disclosures.basis")}
                required
                value={basis}
                error={errorOf("legalBasis")}
                data={bases.map((one) => ({ value: one, label: t(`bases.${one}`) }))}
                onChange={(value) => setBasis(bases.find((one) => one === value) ?? null)}
              />
              {text("reference", false, {
                description: t("file.referenceHint"),
                inputWrapperOrder: ["label", "input", "description", "error"],
              })}
              <Select
                label={t("file.locale")}
                value={locale}
                allowDeselect={false}
                error={errorOf("locale")}
                data={[
                  { value: "fr", label: t("file.french") },
                  { value: "en", label: t("file.english") },
                ]}
                onChange={(value) => setLocale(value ?? "en")}
              />
            </SimpleGrid>
            <Textarea
              label={t("file.purpose")}
              required
              value={typed.purpose}
              error={errorOf("purpose")}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setTyped((before) => ({ ...before, purpose: value }));
              }}
            />
            <FieldsMatrix
              legend={t("file.fields")}
              ticked={ticked}
              error={errorOf("fields")}
              onChange={setTicked}
            />
            <EvidenceField value={evidence} onChange={setEvidence} error={errorOf("evidence")} />
            <Checkbox
              size="xs"
              label={t("file.urgent")}
              checked={urgent}
              onChange={(event) => setUrgent(event.currentTarget.checked)}
            />
            {urgent && (
              <Alert color="orange" variant="light" icon={<IconAlarm />} p="xs">
                {t("file.urgentHint")}
              </Alert>
            )}
          </>
        );
      }}
    </CommandDialog>
  );
}
