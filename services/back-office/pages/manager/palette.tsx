import { type LinkProps, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";
import { graphql } from "@/api/generated/reseller";
import { Finder, useWanted } from "@/app/finder";
import { called } from "@/ui/contact/called";
import { askable } from "./contacts/askable";
import { sections } from "./navigation";

/** A number is a contact's, an operation's or an order's; anything else begins a name or a handle, or is an address. */
const OwnSearch = graphql(`
  query OwnSearch($text: String!, $number: Int!, $numbered: Boolean!, $people: Boolean!) {
    domains(filter: { text: $text }, first: 8) { nodes { name unicode state } }
    contacts(text: $text, first: 4) @include(if: $people) { nodes { ...FoundContact } }
    contact(number: $number) @include(if: $numbered) { ...FoundContact }
    operation(number: $number) @include(if: $numbered) { number action subject state }
    order(number: $number) @include(if: $numbered) { number status lines { name } }
  }
  fragment FoundContact on OwnContact { number handle status details { firstName lastName organisation } }
`);

/** Names, contacts, operations and orders of the account, and its places. */
export function ManagerPalette() {
  const { t } = useTranslation(["manager", "common"]);
  const navigate = useNavigate();
  const wanted = useWanted();
  const numbered = /^\d{1,9}$/.test(wanted.text);
  const [{ data, fetching, error }] = useQuery({
    query: OwnSearch,
    variables: {
      text: wanted.text.toLowerCase(),
      number: numbered ? Number(wanted.text) : 0,
      numbered,
      people: !numbered && askable(wanted.text),
    },
    pause: wanted.text.length < 2,
    requestPolicy: "network-only",
  });
  const go = (to: LinkProps["to"], params: LinkProps["params"]) => () =>
    void navigate({ to, params, search: {} } as LinkProps);
  const state = (word: string) =>
    t(`common:states.${word}` as "common:states.ACTIVE", { defaultValue: word });
  const people = [...(data?.contacts?.nodes ?? []), ...(data?.contact ? [data.contact] : [])];
  const hits = [
    ...(data?.operation
      ? [
          {
            id: `operation/${data.operation.number}`,
            label: String(data.operation.number),
            description: [
              t("common:kinds.OPERATION"),
              data.operation.subject,
              state(data.operation.state),
            ].join(" · "),
            onClick: go("/manager/operations/$number", { number: String(data.operation.number) }),
          },
        ]
      : []),
    ...(data?.order
      ? [
          {
            id: `order/${data.order.number}`,
            label: String(data.order.number),
            description: [t("common:kinds.ORDER"), data.order.lines[0]?.name, state(data.order.status)]
              .filter(Boolean)
              .join(" · "),
            onClick: go("/manager/orders/$number", { number: String(data.order.number) }),
          },
        ]
      : []),
    ...(data?.domains.nodes ?? []).map((domain) => ({
      id: `domain/${domain.name}`,
      label: domain.unicode,
      description: [t("common:kinds.DOMAIN"), state(domain.state)].join(" · "),
      onClick: go("/manager/names/$name", { name: domain.name }),
    })),
    ...people.map((contact) => ({
      id: `contact/${contact.number}`,
      label: contact.handle ?? String(contact.number),
      description: [t("common:kinds.CONTACT"), called(contact.details), state(contact.status)]
        .filter(Boolean)
        .join(" · "),
      onClick: go("/manager/contacts/$number", { number: String(contact.number) }),
    })),
  ];
  return (
    <Finder
      wanted={wanted}
      sections={sections}
      words="manager"
      hits={hits}
      fetching={fetching}
      failed={error !== undefined}
      hint={t("palette.hint")}
      nothing={t("palette.nothing")}
    />
  );
}
