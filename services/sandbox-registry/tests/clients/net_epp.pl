#!/usr/bin/perl
# Drives the sandbox registry with Debian's Net::EPP::Simple: two registrars, every object, every verb.
#
# usage: net_epp.pl HOST PORT CA  ID PASSWORD CERT KEY  ID PASSWORD CERT KEY
use strict;
use warnings;
use Net::EPP::Simple;
use Net::EPP::Frame::Command::Poll::Req;
use Net::EPP::Frame::Command::Poll::Ack;
use Test::More;

my ($host, $port, $ca, @registrars) = @ARGV;
my ($ours, $other) = map { connect_as(splice(@registrars, 0, 4)) } 1 .. 2;
my $domain = 'perl-client.com';

sub connect_as {
    my ($id, $password, $cert, $key) = @_;
    my $epp = Net::EPP::Simple->new(
        host => $host, port => $port, user => $id, pass => $password, timeout => 10, load_config => 0,
        verify => 1, ca_file => $ca, cert => $cert, key => $key,
    );
    ok($epp, "login as $id") or BAIL_OUT($Net::EPP::Simple::Error);
    return $epp;
}

# Runs a step and wants its code.
sub code {
    my ($code, $what, $result) = @_;
    is($Net::EPP::Simple::Code, $code, $what) or diag($Net::EPP::Simple::Error);
    return $result;
}

# Takes the next message of a registrar off its queue; returns its transfer status.
sub poll {
    my ($epp) = @_;
    my $message = $epp->request(Net::EPP::Frame::Command::Poll::Req->new);
    is($message->code, 1301, 'a message is waiting');
    my $ack = Net::EPP::Frame::Command::Poll::Ack->new;
    $ack->setMsgID($message->getElementsByTagName('msgQ')->shift->getAttribute('id'));
    is($epp->request($ack)->code, 1000, 'message acknowledged');
    return $message->getElementsByLocalName('trStatus')->shift->textContent;
}

# contacts
is($ours->check_contact('perl-owner'), 1, 'contact is free');
code(1000, 'create contact', $ours->create_contact({
    id => 'perl-owner',
    postalInfo => { int => {
        name => 'Ada Owner', org => 'Example',
        addr => { street => ['1 Rue Exemple', 'BP 1'], city => 'Paris', sp => 'IDF', pc => '75001', cc => 'FR' },
    } },
    voice => '+33.123456789', fax => '', email => 'ada@example.com', authInfo => 'contact-code',
}));
is($ours->check_contact('perl-owner'), 0, 'contact is in use');
my $contact = $ours->contact_info('perl-owner');
is($contact->{email}, 'ada@example.com', 'contact has its e-mail');
is($contact->{postalInfo}->{int}->{addr}->{city}, 'Paris', 'contact has its address');
code(1000, 'update contact', $ours->update_contact({
    id => 'perl-owner', add => { status => ['clientDeleteProhibited'] }, rem => {},
    chg => { email => 'new@example.com' },
}));
is($ours->contact_info('perl-owner')->{email}, 'new@example.com', 'contact was changed');

# domains and hosts
is($ours->check_domain($domain), 1, 'domain is free');
is($ours->check_domain('reserved-perl.com'), 0, 'reserved name is not');
my %domain = (
    name => $domain, period => 2, registrant => 'perl-owner', authInfo => 'domain-code',
    contacts => { admin => 'perl-owner', tech => 'perl-owner', billing => 'perl-owner' },
    ns => ['ns0.online.net', 'ns1.online.net'],
);
code(1000, 'create domain', $ours->create_domain({%domain}));
code(2302, 'create it again', $ours->create_domain({%domain}));
is($ours->check_domain($domain), 0, 'domain is in use');
code(1000, 'create host', $ours->create_host({
    name => "ns1.$domain", addrs => [{ ip => '192.0.2.1', version => 'v4' }, { ip => '2001:db8::1', version => 'v6' }],
}));
is($ours->check_host("ns1.$domain"), 0, 'host is in use');
is($ours->host_info("ns1.$domain")->{clID}, 'ours', 'host has its sponsor');
code(1000, 'update host', $ours->update_host({
    name => "ns1.$domain", add => { addrs => [{ ip => '192.0.2.2', version => 'v4' }] }, rem => {}, chg => {},
}));
code(1000, 'update domain', $ours->update_domain({
    name => $domain, add => { ns => ["ns1.$domain"], status => ['clientHold'] }, rem => { ns => ['ns0.online.net'] },
    chg => { authInfo => 'second-code' },
}));
my $info = $ours->domain_info($domain);
is_deeply($info->{status}, ['clientHold'], 'domain is on hold');
is_deeply([sort @{ $info->{ns} }], ['ns1.online.net', "ns1.$domain"], 'domain is delegated anew');
is_deeply($info->{hosts}, ["ns1.$domain"], 'domain has its host');
is($info->{authInfo}, 'second-code', 'sponsor sees the code');
code(1000, 'take hold off', $ours->update_domain({ name => $domain, add => {}, rem => { status => ['clientHold'] }, chg => {} }));
my ($expiry) = $info->{exDate} =~ /^([0-9-]+)T/;
code(1000, 'renew domain', $ours->renew_domain({ name => $domain, cur_exp_date => $expiry, period => 1 }));
code(2004, 'renew it again by mistake', $ours->renew_domain({ name => $domain, cur_exp_date => $expiry, period => 1 }));

# transfer
ok(!defined $other->domain_info($domain), 'a stranger sees nothing');
is($Net::EPP::Simple::Code, 2201, 'for lack of authorization');
is($other->domain_info($domain, 'second-code')->{registrant}, 'perl-owner', 'the code opens the domain');
my $transfer = $other->domain_transfer_request($domain, 'second-code', 1);
is($transfer->{trStatus}, 'pending', 'transfer is pending');
is($ours->domain_transfer_query($domain, 'second-code')->{reID}, 'other', 'transfer can be queried');
is(poll($ours), 'pending', 'the losing side is told');
code(1000, 'reject transfer', $ours->domain_transfer_reject($domain));
is(poll($other), 'clientRejected', 'the gaining side is told');
is(poll($ours), 'clientRejected', 'and the losing side');
$other->domain_transfer_request($domain, 'second-code', 1);
code(1000, 'cancel transfer', $other->domain_transfer_cancel($domain));
$other->domain_transfer_request($domain, 'second-code', 1);
code(1000, 'approve transfer', $ours->domain_transfer_approve($domain));
is($other->domain_info($domain)->{clID}, 'other', 'domain has moved');
is($other->host_info("ns1.$domain")->{clID}, 'other', 'and its host with it');

# deletion
ok(!defined $other->delete_domain($domain), 'a domain with hosts stays');
is($Net::EPP::Simple::Code, 2305, 'for its associations');
code(1000, 'undelegate', $other->update_domain({ name => $domain, add => {}, rem => { ns => ["ns1.$domain"] }, chg => {} }));
code(1000, 'delete host', $other->delete_host("ns1.$domain"));
code(1001, 'delete domain', $other->delete_domain($domain));
is_deeply($other->domain_info($domain)->{status}, ['pendingDelete'], 'domain awaits its deletion');
code(1000, 'free the contact', $ours->update_contact({
    id => 'perl-owner', add => {}, rem => { status => ['clientDeleteProhibited'] }, chg => {},
}));
ok(!defined $ours->delete_contact('perl-owner'), 'a contact in use stays');
is($Net::EPP::Simple::Code, 2305, 'for its associations');
ok($_->ping, 'still there'), $_->logout for $ours, $other;
done_testing();
