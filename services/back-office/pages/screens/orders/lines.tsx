import { ActionIcon, Menu, Table, Text } from "@mantine/core";
import { IconArrowBackUp, IconCoins, IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { refusedOf } from "@/api/refused";
import { useSession } from "@/session/session";
import { grouped, Points } from "@/ui/amount";
import { DomainLink, OperationLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { Refusal } from "@/ui/refusal";
import { State } from "@/ui/state";
import { type LineVerb, lineVerbs } from "./commands";
import { GiveUpDialog, RefundDialog } from "./order-dialogs";
import type { LineView, OrderView } from "./order-query";
import { Price } from "./price";

/** What was ordered, line by line, with its delivery. */
export function LinesCard({ of }: { of: OrderView }) {
  const { t } = useTranslation(["orders", "common"]);
  return (
    <Card title={t("lines.title")}>
      <Table.ScrollContainer minWidth={760}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("lines.what")}</Table.Th>
              <Table.Th>{t("lines.name")}</Table.Th>
              <Table.Th ta="right">{t("price")}</Table.Th>
              <Table.Th ta="right">{t("points")}</Table.Th>
              <Table.Th>{t("lines.state")}</Table.Th>
              <Table.Th>{t("lines.operation")}</Table.Th>
              <Table.Th>{t("lines.message")}</Table.Th>
              <Table.Td w={40} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {of.lines.map((line) => (
              <Line key={line.line} of={of} line={line} />
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th colSpan={2}>{t("lines.sum")}</Table.Th>
              <Table.Th ta="right">
                <Price of={of.price} />
              </Table.Th>
              <Table.Th ta="right">
                <Points value={of.points} />
              </Table.Th>
              <Table.Td colSpan={4} />
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function Line({ of, line }: { of: OrderView; line: LineView }) {
  const { t } = useTranslation(["orders", "common"]);
  const goesWith = line.with !== null && line.with !== undefined;
  return (
    <Table.Tr>
      <Table.Td pl={goesWith ? "xl" : undefined}>
        {t(`items.${line.item}`, { defaultValue: line.item })}
        <Text size="xs" c="dimmed">
          {line.rule}
        </Text>
      </Table.Td>
      <Table.Td>
        <DomainLink name={line.name} />
      </Table.Td>
      <Table.Td ta="right">
        <Price of={line.price} />
      </Table.Td>
      <Table.Td ta="right">
        <Points value={line.points} />
        {line.refunded > 0 && (
          <Text size="xs" c="dimmed">
            {t("lines.refunded", { points: grouped(line.refunded) })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {line.state ? (
          <State of={line.state} />
        ) : (
          <Text span size="sm" c="dimmed">
            {t("lines.notStarted")}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <OperationLink number={line.operation} />
      </Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>
        <Refusal of={refusedOf(line)} />
      </Table.Td>
      <Table.Td>
        <LineMenu of={of} line={line} />
      </Table.Td>
    </Table.Tr>
  );
}

function LineMenu({ of, line }: { of: OrderView; line: LineView }) {
  const { t } = useTranslation("orders");
  const { rights } = useSession();
  const [open, setOpen] = useState<LineVerb | null>(null);
  const verbs = lineVerbs(line, rights);
  if (verbs.length === 0) return null;
  const close = () => setOpen(null);
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t("lines.actionsOf", { label: line.label })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {verbs.includes("refund") && (
            <Menu.Item leftSection={<IconCoins size={14} />} onClick={() => setOpen("refund")}>
              {t("refund.verb")}
            </Menu.Item>
          )}
          {verbs.includes("giveUp") && (
            <Menu.Item
              color="red"
              leftSection={<IconArrowBackUp size={14} />}
              onClick={() => setOpen("giveUp")}
            >
              {t("giveUp.verb")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <RefundDialog of={of} line={line} opened={open === "refund"} onClose={close} />
      <GiveUpDialog of={of} line={line} opened={open === "giveUp"} onClose={close} />
    </>
  );
}
