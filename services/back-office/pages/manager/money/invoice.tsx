import { Badge, Button, Skeleton, Table } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnInvoiceQuery } from "@/api/generated/reseller/graphql";
import { useReading } from "@/api/reading";
import { NotThere } from "@/app/missing";
import { grouped, Money, Points } from "@/ui/amount";
import { useTicking } from "@/ui/clock";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Card, Page } from "@/ui/page";
import { State } from "@/ui/state";
import { bytes } from "@/ui/tools";
import { useDocument } from "../document";
import { OwnInvoiceLink } from "../links";
import { isOverdue } from "./invoices";
import { ownInvoiceRoute } from "./routes";

const OwnInvoice = graphql(`
  query OwnInvoice($number: String!) {
    invoice(number: $number) {
      number status issued due points creditNotes creditOf
      lines { label quantity unitPrice vatPercent net { amount currency } }
      net { amount currency }
      tax { amount currency }
      gross { amount currency }
      payment { means reference day }
    }
  }
`);

const OwnInvoicePdf = graphql(`
  query OwnInvoicePdf($number: String!) {
    invoice(number: $number) { pdf }
  }
`);

type Invoice = NonNullable<OwnInvoiceQuery["invoice"]>;

/** An invoice or a credit note of the account. */
export function OwnInvoicePage() {
  const { t } = useTranslation(["manager/money", "common"]);
  const { number } = ownInvoiceRoute.useParams();
  const reading = useReading(OwnInvoice, { number });
  const now = useTicking();
  const { write, busy } = useDocument(OwnInvoicePdf, ({ invoice }) =>
    invoice ? { name: `${number}.pdf`, content: bytes(invoice.pdf), type: "application/pdf" } : null,
  );
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (!reading.data) return <Skeleton h={280} m="md" role="status" aria-label={t("common:table.loading")} />;
  const invoice = reading.data.invoice;
  if (!invoice) return <NotThere what={number} />;
  return (
    <Page
      kind={invoice.status === "CREDIT_NOTE" ? t("invoice.creditNote") : t("invoice.one")}
      title={invoice.number}
      badges={
        <>
          <State of={invoice.status} />
          {isOverdue(invoice, now) && <Badge color="red">{t("invoice.overdue")}</Badge>}
        </>
      }
      actions={
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => void write({ number })}
        >
          PDF
        </Button>
      }
    >
      <Lines of={invoice} />
      <Card title={t("facts")}>
        <Facts
          columns={2}
          of={[
            [t("invoice.issued"), invoice.issued],
            [t("invoice.due"), invoice.due],
            [t("points.points"), <Points key="p" value={invoice.points} />],
            invoice.payment
              ? [
                  t("invoice.paid"),
                  [
                    t(`invoice.means.${invoice.payment.means}`),
                    invoice.payment.reference,
                    invoice.payment.day,
                  ].join(" · "),
                ]
              : null,
            invoice.creditOf
              ? [t("invoice.creditOf"), <OwnInvoiceLink key="c" number={invoice.creditOf} />]
              : null,
            invoice.creditNotes.length > 0
              ? [
                  t("invoice.creditNotes"),
                  invoice.creditNotes.map((note) => <OwnInvoiceLink key={note} number={note} />),
                ]
              : null,
          ]}
        />
      </Card>
    </Page>
  );
}

function Lines({ of }: { of: Invoice }) {
  const { t } = useTranslation("manager/money");
  const sums = [
    [t("invoice.net"), of.net],
    [t("invoice.tax"), of.tax],
    [t("withTax"), of.gross],
  ] as const;
  return (
    <Card title={t("invoice.lines")} flush>
      <Table miw={520}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("invoice.label")}</Table.Th>
            <Table.Th ta="right">{t("invoice.quantity")}</Table.Th>
            <Table.Th ta="right">{t("invoice.unitPrice")}</Table.Th>
            <Table.Th ta="right">{t("invoice.vat")}</Table.Th>
            <Table.Th ta="right">{t("invoice.net")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {of.lines.map((line) => (
            <Table.Tr key={line.label}>
              <Table.Td>{line.label}</Table.Td>
              <Table.Td ta="right">{grouped(line.quantity)}</Table.Td>
              <Table.Td ta="right">{grouped(line.unitPrice)}</Table.Td>
              <Table.Td ta="right">{`${line.vatPercent} %`}</Table.Td>
              <Table.Td ta="right">
                <Money {...line.net} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          {sums.map(([term, amount], index) => (
            <Table.Tr key={term}>
              <Table.Th scope="row" colSpan={4} ta="right" fw={index === 2 ? 600 : 400}>
                {term}
              </Table.Th>
              <Table.Td ta="right" fw={index === 2 ? 600 : 400}>
                <Money {...amount} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tfoot>
      </Table>
    </Card>
  );
}
