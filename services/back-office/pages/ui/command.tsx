import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type UserError, useCommand } from "@/api/command";
import { type ErrorOf, errorsAt, Refusal } from "./refusal";

interface Props<Data extends object, Variables extends object> {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, before it does. */
  explain?: ReactNode;
  /** On the button: the verb. */
  verb: string;
  danger?: boolean;
  /** Wider than usual, for tables. */
  size?: string;
  document: TypedDocumentNode<Data, Variables>;
  /** What is sent; null where something is still missing. */
  variables: () => Variables | null;
  /** Fields; `errorOf` says what the server found wrong with one of them. */
  children?: ReactNode | ((errorOf: ErrorOf) => ReactNode);
  /** What to say when it is done; where it depends on the answer, a function of it. */
  done?: string | ((answer: unknown) => ReactNode);
  onDone?: (answer: unknown) => void;
}

/** The name of the mutation: by it the stories know which dialogs they have opened. */
const sends = (document: unknown) => /^mutation (\w+)/.exec(String(document))?.[1];

/**
 * One command, from its explanation to its refusal. What the server refuses is said at the field that it names, or above
 * the buttons; nothing that was typed is lost.
 */
export function CommandDialog<Data extends object, Variables extends object>(props: Props<Data, Variables>) {
  const { t } = useTranslation();
  const [run, busy] = useCommand(props.document);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  useEffect(() => {
    if (props.opened) setErrors([]);
  }, [props.opened]);
  const atField = new Set<string>();
  const errorOf = (field: string): ReactNode => {
    atField.add(field);
    return errorsAt(field, errors);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const variables = props.variables();
    if (!variables || busy) return;
    const outcome = await run(variables);
    if (!outcome.done) {
      setErrors(outcome.errors);
      return;
    }
    const done = typeof props.done === "function" ? props.done(outcome.answer) : props.done;
    const message = outcome.repeated ? t("command.repeated") : (done ?? t("command.done"));
    notifications.show({ message, color: "teal", closeButtonProps: { "aria-label": t("close") } });
    props.onClose();
    props.onDone?.(outcome.answer);
  };
  const fields = typeof props.children === "function" ? props.children(errorOf) : props.children;
  const others = errors.filter((error) => !error.field || !atField.has(error.field));
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      {...(props.size ? { size: props.size } : {})}
      closeButtonProps={{ "aria-label": t("close") }}
      data-command={sends(props.document)}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {props.explain && (
            <Text size="sm" component="div">
              {props.explain}
            </Text>
          )}
          {fields}
          {others.length > 0 && (
            <Alert
              color="red"
              variant="light"
              icon={<IconAlertTriangle />}
              title={t("command.failed")}
              role="alert"
            >
              <Text size="sm" component="div">
                <Refusal of={others} />
              </Text>
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {t("command.cancel")}
            </Button>
            <Button
              type="submit"
              loading={busy}
              // White on Mantine's own shade of a dark scheme has too little contrast.
              color={props.danger ? "red.9" : undefined}
              disabled={props.variables() === null}
            >
              {props.verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Why, in words that the journal keeps. */
export function ReasonField({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (value: string) => void;
  error?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t("command.reason")}
      description={t("command.reasonHint")}
      value={value}
      error={error}
      required
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
