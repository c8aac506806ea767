import { Alert, Badge, Button, Grid, Group, Skeleton, Table, Tabs, Text } from "@mantine/core";
import { IconCash, IconDownload, IconReceiptRefund } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";
import { graphql } from "@/api/generated/office";
import type { InvoicePageQuery } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { Missing } from "@/app/missing";
import { useSession } from "@/session/session";
import { grouped, Money, Points } from "@/ui/amount";
import { useNow } from "@/ui/clock";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Timeline } from "@/ui/history";
import { AccountLink, Go, InvoiceLink } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import { State } from "@/ui/state";
import { bytes, download } from "@/ui/tools";
import { When } from "@/ui/when";
import { CreditDialog, PayDialog } from "./commands";
import { hasCredit, isOverdue } from "./list";
import { invoicePageRoute } from "./routes";

const InvoiceFound = graphql(`
  query InvoicePage($number: String!) {
    invoice(number: $number) {
      id
      number
      status
      account
      issued
      due
      lines { label quantity unitPrice net { amount currency } vatPercent }
      net { amount currency }
      tax { amount currency }
      gross { amount currency }
      vat { rule percent country basis }
      points
      payment { means reference day }
      credited { amount currency }
      creditNotes
      creditOf
      reason
      changedAt
      changedBy
      accountNode { id nichandle }
      buyer { name attention address country vatNumber }
    }
  }
`);

const InvoicePdf = graphql(`
  query InvoicePdf($number: String!) {
    invoice(number: $number) { id pdf }
  }
`);

export type Invoice = NonNullable<InvoicePageQuery["invoice"]>;

/** An invoice or a credit note: what was sold to whom, under which tax, and what became of it. */
export function InvoicePage() {
  const { t } = useTranslation(["billing", "common"]);
  const { number } = invoicePageRoute.useParams();
  const search = invoicePageRoute.useSearch();
  const navigate = useNavigate({ from: invoicePageRoute.fullPath });
  const reading = useReading(InvoiceFound, { number });
  const now = useNow();
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (!reading.data) return <Skeleton height={280} m="md" />;
  const invoice = reading.data.invoice;
  if (!invoice) return <Missing />;
  const note = invoice.status === "CREDIT_NOTE";
  return (
    <Page
      kind={note ? t("creditNote") : t("invoice")}
      title={invoice.number}
      badges={
        <>
          <State of={invoice.status} />
          {isOverdue(invoice, now) && <Badge color="red">{t("overdue")}</Badge>}
        </>
      }
      actions={<Actions invoice={invoice} />}
    >
      <Tabs
        value={search.tab ?? "document"}
        onChange={(tab) =>
          void navigate({ search: { tab: tab === "history" ? "history" : undefined }, replace: true })
        }
      >
        <Tabs.List mb="sm">
          <Tabs.Tab value="document">{t("document")}</Tabs.Tab>
          <Tabs.Tab value="history">{t("history")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="document">
          <Grid gap="sm">
            <Grid.Col span={{ base: 12, lg: 8 }}>
              <Lines invoice={invoice} />
              <Vat invoice={invoice} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 4 }}>
              <Sides invoice={invoice} />
            </Grid.Col>
          </Grid>
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <Card title={t("history")}>
            <Timeline stream={`invoice/${invoice.number}`} />
          </Card>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Actions({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation(["billing", "common"]);
  const { rights } = useSession();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [open, setOpen] = useState<"pay" | "credit" | null>(null);
  const pdf = async () => {
    setBusy(true);
    setFailed(false);
    const answer = await client.query(
      InvoicePdf,
      { number: invoice.number },
      { requestPolicy: "network-only" },
    );
    setBusy(false);
    const document = answer.data?.invoice?.pdf;
    if (document) download(`${invoice.number}.pdf`, bytes(document), "application/pdf");
    else setFailed(true);
  };
  const creditable = invoice.status === "DUE" || invoice.status === "PAID";
  return (
    <>
      {failed && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {t("noPdf")}
        </Text>
      )}
      {(rights.personal || rights.finance) && (
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={pdf}
        >
          PDF
        </Button>
      )}
      {rights.finance && creditable && (
        <Button
          variant="default"
          leftSection={<IconReceiptRefund size={15} aria-hidden />}
          onClick={() => setOpen("credit")}
        >
          {t("credit.open")}
        </Button>
      )}
      {rights.finance && invoice.status === "DUE" && (
        <Button leftSection={<IconCash size={15} aria-hidden />} onClick={() => setOpen("pay")}>
          {t("pay.open")}
        </Button>
      )}
      <PayDialog opened={open === "pay"} onClose={() => setOpen(null)} invoice={invoice} />
      <CreditDialog opened={open === "credit"} onClose={() => setOpen(null)} invoice={invoice} />
    </>
  );
}

function Lines({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation("billing");
  const sums = [
    [t("net"), invoice.net],
    [t("taxOf", { percent: invoice.vat.percent }), invoice.tax],
    [t("gross"), invoice.gross],
  ] as const;
  return (
    <Card title={t("lines")} flush>
      <Table miw={520}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("label")}</Table.Th>
            <Table.Th ta="right">{t("quantity")}</Table.Th>
            <Table.Th ta="right">{t("unitPrice")}</Table.Th>
            <Table.Th ta="right">{t("vat")}</Table.Th>
            <Table.Th ta="right">{t("net")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {invoice.lines.map((line) => (
            <Table.Tr key={line.label}>
              <Table.Td>{line.label}</Table.Td>
              <Table.Td ta="right">{grouped(line.quantity)}</Table.Td>
              <Table.Td ta="right">{grouped(line.unitPrice)}</Table.Td>
              <Table.Td ta="right">{`${line.vatPercent} %`}</Table.Td>
              <Table.Td ta="right">
                <Money amount={line.net.amount} currency={line.net.currency} />
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
                <Money amount={amount.amount} currency={amount.currency} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tfoot>
      </Table>
    </Card>
  );
}

/** Which tax, and why this one. */
function Vat({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation("billing");
  const { rule, percent, country, basis } = invoice.vat;
  return (
    <Card title={t("vatRule")}>
      <Text size="sm" mb="xs">
        {t(`rules.${rule}` as "rules.domestic", { defaultValue: rule, country, percent })}
      </Text>
      <Facts
        columns={2}
        of={[
          [t("vatCountry"), country],
          [t("vatPercent"), `${percent} %`],
          [
            t("vatBasis"),
            <span key="basis" className="mono">
              {basis}
            </span>,
          ],
        ]}
      />
    </Card>
  );
}

function Sides({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation(["billing", "common"]);
  const { buyer, payment } = invoice;
  return (
    <>
      {invoice.creditOf && (
        <Alert color="blue" variant="light" mb="sm" py="xs">
          <Text size="sm">
            {t("creditOf")} <InvoiceLink number={invoice.creditOf} />
          </Text>
          {invoice.reason && <Text size="sm" fs="italic">{`“${invoice.reason}”`}</Text>}
        </Alert>
      )}
      <Card title={t("facts")}>
        <Facts
          of={[
            [
              t("account"),
              <AccountLink key="account" number={invoice.account} name={invoice.accountNode?.nichandle} />,
            ],
            [
              t("points"),
              <Group key="points" gap="xs">
                <Points value={invoice.points} />
                <Go to="/ledger" search={{ account: invoice.account }}>
                  {t("inLedger")}
                </Go>
              </Group>,
            ],
            [t("issued"), invoice.issued],
            !invoice.creditOf && [t("dueBy"), invoice.due],
            Boolean(payment) && [
              t("payment"),
              payment && t("paidOn", { day: payment.day, means: t(`means.${payment.means}`) }),
            ],
            Boolean(payment) && [t("reference"), payment?.reference],
            hasCredit(invoice) && [
              t("credited"),
              invoice.credited && (
                <Money key="credited" amount={invoice.credited.amount} currency={invoice.credited.currency} />
              ),
            ],
            invoice.creditNotes.length > 0 && [
              t("creditNotes"),
              <Group key="notes" gap="xs">
                {invoice.creditNotes.map((note) => (
                  <InvoiceLink key={note} number={note} />
                ))}
              </Group>,
            ],
            [t("changed"), <When key="changed" at={invoice.changedAt} />],
            [t("changedBy"), invoice.changedBy],
          ]}
        />
      </Card>
      <Card title={t("buyer")}>
        {buyer ? (
          <Facts
            of={[
              [t("name"), buyer.name],
              Boolean(buyer.attention) && [t("attention"), buyer.attention],
              [
                t("address"),
                <span key="address" style={{ whiteSpace: "pre-line" }}>
                  {[...buyer.address, buyer.country].join("\n")}
                </span>,
              ],
              [t("vatNumber"), buyer.vatNumber],
            ]}
          />
        ) : (
          <Text size="sm" c="dimmed">
            {t("common:redacted")}
          </Text>
        )}
      </Card>
    </>
  );
}
