import { Button, Group, Text } from "@mantine/core";
import { IconCheck, IconMail, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnAnswersQuery } from "@/api/generated/reseller/graphql";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { useTicking } from "@/ui/clock";
import { CommandDialog } from "@/ui/command";
import { type DialogProps, useDialogs } from "@/ui/dialogs";
import { Due } from "@/ui/due";
import { Failure } from "@/ui/failure";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { When } from "@/ui/when";

const OwnAnswers = graphql(`
  query OwnAnswers {
    moves { name from askedAt }
    contactChanges { number name roles from to askedBy requestedAt deadline }
  }
`);

const AcceptMove = graphql(`
  mutation OwnAcceptMove($name: DomainName!) {
    acceptMove(name: $name) { id consistency repeated userErrors { code field message } }
  }
`);

const RefuseMove = graphql(`
  mutation OwnRefuseMove($name: DomainName!) {
    refuseMove(name: $name) { id consistency repeated userErrors { code field message } }
  }
`);

const ResendChange = graphql(`
  mutation OwnResendChange($input: OwnOperationInput!) {
    resendContactChange(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type Change = OwnAnswersQuery["contactChanges"][number];

/** What others ask the account: to take a name over, to take part of its contacts over. */
export function Answers() {
  const { t } = useTranslation("manager");
  const reading = useReading(OwnAnswers, {});
  const { show, name: verb, turn, props } = useDialogs<"accept" | "refuse">();
  const [asked, setAsked] = useState("");
  const { moves, contactChanges } = reading.data ?? {};
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  return (
    <>
      {moves && moves.length > 0 && (
        <Card title={t("moves.title")} flush>
          <SmallTable
            label={t("moves.title")}
            rows={moves}
            keyOf={(row) => row.name}
            empty=""
            columns={[
              { header: t("home.name"), cell: (row) => row.name },
              { header: t("moves.from"), cell: (row) => row.from },
              { header: t("moves.asked"), cell: (row) => <When at={row.askedAt} /> },
              {
                header: t("moves.answer"),
                quiet: true,
                align: "right",
                cell: (row) => (
                  <Group gap={4} justify="flex-end" wrap="nowrap">
                    {(["accept", "refuse"] as const).map((one) => (
                      <Button
                        key={one}
                        size="compact-xs"
                        variant={one === "accept" ? "filled" : "default"}
                        leftSection={one === "accept" ? <IconCheck size={12} /> : <IconX size={12} />}
                        onClick={() => {
                          setAsked(row.name);
                          show(one);
                        }}
                      >
                        {t(`moves.${one}.verb`)}
                      </Button>
                    ))}
                  </Group>
                ),
              },
            ]}
          />
        </Card>
      )}
      {contactChanges && contactChanges.length > 0 && <Changes of={contactChanges} />}
      {verb && <MoveDialog key={turn} {...props} verb={verb} name={asked} />}
    </>
  );
}

function MoveDialog({ verb, name, ...dialog }: DialogProps & { verb: "accept" | "refuse"; name: string }) {
  const { t } = useTranslation("manager");
  return (
    <CommandDialog<object, { name: string }>
      {...dialog}
      document={verb === "accept" ? AcceptMove : RefuseMove}
      title={t(`moves.${verb}.title`, { name })}
      explain={t(`moves.${verb}.explain`)}
      verb={t(`moves.${verb}.verb`)}
      danger={verb === "refuse"}
      done={t(`moves.${verb}.done`)}
      variables={() => ({ name })}
    />
  );
}

function Changes({ of }: { of: readonly Change[] }) {
  const { t } = useTranslation("manager");
  const { me } = useSession();
  const now = useTicking();
  const { show, name: opened, turn, props } = useDialogs<"resend">();
  const [chosen, setChosen] = useState<Change | null>(null);
  const who = (account: number | null | undefined) =>
    account === me.account ? t("changes.you") : (account ?? "–");
  return (
    <Card title={t("changes.title")} flush>
      <Text size="sm" c="dimmed" px="sm" pt="xs">
        {t("changes.hint")}
      </Text>
      <SmallTable
        label={t("changes.title")}
        rows={of}
        keyOf={(row) => row.number}
        empty=""
        columns={[
          { header: t("home.name"), cell: (row) => row.name },
          {
            header: t("changes.roles"),
            cell: (row) => row.roles.map((role) => t(`changes.role.${role}`)).join(", "),
          },
          { header: t("changes.from"), cell: (row) => who(row.from) },
          { header: t("changes.to"), cell: (row) => who(row.to) },
          {
            header: t("changes.until"),
            cell: (row) => (row.deadline ? <Due at={row.deadline} now={now} /> : "–"),
          },
          {
            header: t("changes.resend.verb"),
            quiet: true,
            align: "right",
            cell: (row) => (
              <Button
                size="compact-xs"
                variant="default"
                leftSection={<IconMail size={12} />}
                onClick={() => {
                  setChosen(row);
                  show("resend");
                }}
              >
                {t("changes.resend.verb")}
              </Button>
            ),
          },
        ]}
      />
      {opened && chosen && (
        <CommandDialog
          key={turn}
          {...props}
          document={ResendChange}
          title={t("changes.resend.title", { name: chosen.name })}
          explain={t("changes.resend.explain")}
          verb={t("changes.resend.verb")}
          done={t("changes.resend.done")}
          variables={() => ({ input: { number: chosen.number } })}
        />
      )}
    </Card>
  );
}
