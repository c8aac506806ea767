import {
  Fieldset,
  PasswordInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MailMethod } from "@/api/generated/reseller/graphql";
import { Card } from "@/ui/page";
import { Expected } from "./expected";
import {
  calls,
  commands,
  type Field,
  isOrder,
  type Kind,
  namesPersons,
  partsOf,
  person,
  type Role,
  roles,
  type Values,
} from "./fields";

export interface Mistake {
  line?: number | null;
  key: string;
  expected: string;
}

interface Props {
  kind: Kind;
  onKind: (kind: Kind) => void;
  method: MailMethod;
  onMethod: (method: MailMethod) => void;
  values: Values;
  set: (key: string, value: string) => void;
  /** Persons who are described, not named by a handle. */
  anew: ReadonlySet<Role>;
  onAnew: (role: Role, anew: boolean) => void;
  mistakes: readonly Mistake[];
}

const methods: readonly MailMethod[] = ["MD5", "PLAIN", "PGP", "SMIME"];

/** What the mail is to say, each key in words. */
export function MailForm(props: Props) {
  const { t } = useTranslation("manager/mail");
  const { kind, method } = props;
  return (
    <Card title={t("form")}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          <Select
            label={t("what")}
            description={t(`kindHints.${kind}`)}
            allowDeselect={false}
            value={kind}
            data={[
              {
                group: t("orders"),
                items: commands.map((value) => ({ value, label: t(`kinds.${value}`) })),
              },
              { group: t("calls"), items: calls.map((value) => ({ value, label: t(`kinds.${value}`) })) },
            ]}
            onChange={(value) => value && props.onKind(value as Kind)}
          />
          <Select
            label={t("method")}
            description={t(`methodHints.${method}`)}
            allowDeselect={false}
            value={method}
            data={methods.map((value) => ({ value, label: value.toLowerCase() }))}
            onChange={(value) => value && props.onMethod(value as MailMethod)}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          <Entry field={{ key: "batch.referer" }} {...props} />
          {isOrder(kind) && <Entry field={{ key: "batch.autopayment", options: ["yes", "no"] }} {...props} />}
        </SimpleGrid>
        {partsOf(kind, props.values)
          .filter((part) => part.fields.length > 0)
          .map((part) => (
            <Fieldset key={part.name} legend={t(`parts.${part.name}`)}>
              <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
                {part.fields.map((field) => (
                  <Entry key={field.key} field={field} {...props} />
                ))}
              </SimpleGrid>
            </Fieldset>
          ))}
        {namesPersons(kind) && roles.map((role) => <Person key={role} role={role} {...props} />)}
      </Stack>
    </Card>
  );
}

const choices: Record<string, readonly string[]> = {
  legalform: ["corporation", "individual", "association", "other"],
  language: ["fr", "en", "de", "es"],
};

/** Somebody: by a handle, or by everything that the paper wants to know. */
function Person({ role, ...props }: Props & { role: Role }) {
  const { t } = useTranslation("manager/mail");
  const anew = props.anew.has(role);
  return (
    <Fieldset legend={t(`roles.${role}`)}>
      <Stack gap="xs">
        <SegmentedControl
          aria-label={t(`roles.${role}`)}
          value={anew ? "anew" : "known"}
          data={(["known", "anew"] as const).map((value) => ({ value, label: t(`person.${value}`) }))}
          onChange={(value) => props.onAnew(role, value === "anew")}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          {anew ? (
            person.map((name) => (
              <Entry
                key={name}
                field={{ key: `contact.${role}.${name}`, options: choices[name] }}
                words={`contact_${name}`}
                {...props}
              />
            ))
          ) : (
            <Entry field={{ key: `contact.${role}.id`, needed: true }} words="contact_id" {...props} />
          )}
        </SimpleGrid>
      </Stack>
    </Fieldset>
  );
}

/** The words of a key; what is numbered has those of its kind. */
function wordsOf(key: string): string {
  return key.replace(/(slave|dns|ip)\d+$/, "$1").replaceAll(".", "_");
}

/** One key: what it means, and what is wrong with what was typed. */
function Entry({ field, words, values, set, mistakes }: Props & { field: Field; words?: string }) {
  const { t } = useTranslation("manager/mail");
  const { key } = field;
  const value = values[key] ?? "";
  const name = words ?? wordsOf(key);
  const number = /\d+$/.exec(key)?.[0] ?? "";
  const label = t(`fields.${name}` as "fields.batch_referer", { defaultValue: key, number });
  const hint = t(`hints.${name}` as "hints.batch_referer", { defaultValue: "" });
  const wrong =
    value === "" ? undefined : mistakes.find((mistake) => mistake.key.toLowerCase() === key.toLowerCase());
  const common = {
    label,
    description: (
      <>
        <span className="mono">{key}</span>
        {hint && ` · ${hint}`}
      </>
    ),
    required: field.needed,
    error: wrong && <Expected of={wrong} />,
  };
  if (field.options) {
    return (
      <Select
        {...common}
        clearable={!field.needed}
        value={value === "" ? null : value}
        data={[...field.options]}
        onChange={(chosen) => set(key, chosen ?? "")}
      />
    );
  }
  if (field.secret) {
    return (
      <PasswordInput
        {...common}
        autoComplete="off"
        visibilityToggleButtonProps={{ "aria-label": t("toggle") }}
        value={value}
        onChange={(event) => set(key, event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...common}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => set(key, event.currentTarget.value)}
    />
  );
}
