import { Alert, Button, Group, Modal, Progress, Stack, Table, Text } from "@mantine/core";
import { IconCheck, IconInfoCircle, IconX } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ReasonField } from "@/ui/command";
import { Refusal } from "@/ui/refusal";
import { type LineResult, useBulk } from "./bulk-run";
import { allows, type Verb } from "./commands";
import css from "./operations.module.css";
import type { PendingRow } from "./pending-query";

/** The same for all that were chosen, with what became of each. */
export function BulkDialog({
  verb,
  rows,
  onClose,
}: {
  verb: Verb;
  rows: readonly PendingRow[];
  onClose: () => void;
}) {
  const { t } = useTranslation(["operations", "common"]);
  const bulk = useBulk(verb);
  const [reason, setReason] = useState("");
  // What is chosen may end meanwhile, here or elsewhere: the lines stay those that were chosen.
  const [chosen] = useState(() => rows.filter((row) => allows(row, verb)));
  const [left] = useState(() => rows.length - chosen.length);
  const done = bulk.results.length;
  const started = bulk.running || done > 0;
  const close = () => {
    bulk.stop();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void bulk.run(
      chosen.map((row) => row.number),
      reason,
    );
  };
  const missing = chosen.length === 0 || (verb === "cancel" && reason.trim() === "");
  const refused = bulk.results.filter((line) => line.errors.length > 0).length;
  return (
    <Modal
      opened
      onClose={close}
      title={t(`bulk.${verb}.title`, { count: chosen.length })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text size="sm">{t(`bulk.${verb}.explain`)}</Text>
          {left > 0 && (
            <Alert color="gray" variant="light" icon={<IconInfoCircle />} p="xs">
              <Text size="sm">{t(`bulk.${verb}.left`, { count: left })}</Text>
            </Alert>
          )}
          {verb === "cancel" && !started && <ReasonField value={reason} onChange={setReason} />}
          {started && (
            <>
              <Progress
                value={(100 * done) / Math.max(1, chosen.length)}
                aria-label={t("bulk.progress", { done, all: chosen.length })}
                color={refused > 0 ? "orange" : undefined}
                animated={bulk.running}
              />
              <Text size="sm" role="status">
                {t("bulk.progress", { done, all: chosen.length })}
                {refused > 0 ? ` · ${t("bulk.refused", { count: refused })}` : ""}
              </Text>
              <Results of={bulk.results} rows={chosen} />
            </>
          )}
          <Group justify="flex-end" gap="xs">
            {bulk.running ? (
              <Button variant="default" onClick={bulk.stop}>
                {t("bulk.stop")}
              </Button>
            ) : (
              <Button variant="default" onClick={close}>
                {started ? t("common:close") : t("common:command.cancel")}
              </Button>
            )}
            {!started && (
              <Button type="submit" color={verb === "restart" ? undefined : "red"} disabled={missing}>
                {t(`bulk.${verb}.verb`, { count: chosen.length })}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Results({ of, rows }: { of: readonly LineResult[]; rows: readonly PendingRow[] }) {
  const { t } = useTranslation(["operations", "common"]);
  return (
    <section className={css.results} tabIndex={0} aria-label={t("bulk.results")}>
      <Table>
        <Table.Tbody>
          {of.map((line) => {
            const row = rows.find((known) => known.number === line.number);
            const wrong = line.errors.length > 0;
            return (
              <Table.Tr key={line.number}>
                <Table.Td>{line.number}</Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  {row?.domain?.unicode ?? row?.subject}
                </Table.Td>
                <Table.Td>
                  <Group gap={6} wrap="nowrap" align="flex-start">
                    {wrong ? (
                      <IconX size={15} color="var(--mantine-color-red-text)" aria-hidden />
                    ) : (
                      <IconCheck size={15} color="var(--mantine-color-teal-text)" aria-hidden />
                    )}
                    <Text size="sm" component="div">
                      {wrong ? <Refusal of={line.errors} /> : t("common:command.done")}
                    </Text>
                  </Group>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}
