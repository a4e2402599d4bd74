#!/usr/bin/env python3
"""An independent reference of the formats of Trust, written from docs/format.md alone.

Writes envelope.json and membership.json beside itself: golden vectors with every input fixed,
randomness included. Needs the package `cryptography`. The tests never run it; they read the files.
"""
import hashlib
import hmac
import json
import pathlib
import struct
import zlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305


def sha(data):
    return hashlib.sha256(data).digest()


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def tagged_hash(tag, *content):
    return sha(bytes([len(tag)]) + tag.encode() + b"".join(content))


def extract(salt, secret):
    return mac(salt or bytes(32), secret)


def expand(key, info, count):
    block = output = b""
    counter = 1
    while len(output) < count:
        block = mac(key, block + info + bytes([counter]))
        output += block
        counter += 1
    return output[:count]


def u16(value):
    return struct.pack(">H", value)


def u32(value):
    return struct.pack(">I", value)


def u64(value):
    return struct.pack(">Q", value)


def sample(label):
    """32 bytes that look random; the tests make the same ones."""
    return sha(b"vector " + label.encode())


class Device:
    def __init__(self, label):
        self.ed_seed, self.x_seed = sample(label + " ed"), sample(label + " x")
        self.ed = Ed25519PrivateKey.from_private_bytes(self.ed_seed)
        self.pk = self.ed.public_key().public_bytes_raw()
        self.ek = X25519PrivateKey.from_private_bytes(self.x_seed).public_key().public_bytes_raw()
        self.id = tagged_hash("concord/v1/device", self.pk, self.ek)[:16]

    def identity_file(self):
        content = b"CNI1" + bytes(1) + self.ed_seed + self.x_seed
        return content + tagged_hash("concord/v1/identity", content)[:8]


class Epoch:
    def __init__(self, workspace, number, secret):
        self.number, self.secret = number, secret
        root = extract(b"concord/v1/epoch" + workspace, secret)
        self.seal, self.hedge, self.wrap_prev, self.commit, self.meta = (
            expand(root, label + u32(number), 32)
            for label in (b"seal", b"hedge", b"wrap-prev", b"commit", b"meta"))


# HPKE base mode with a deterministic ephemeral key.
KEM, SUITE = b"KEM\0\x20", b"HPKE\0\x20\0\1\0\3"


def labelled_extract(suite, salt, label, secret):
    return extract(salt, b"HPKE-v1" + suite + label + secret)


def labelled_expand(suite, key, label, info, count):
    return expand(key, u16(count) + b"HPKE-v1" + suite + label + info, count)


def hpke_seal(recipient, info, plaintext, seed):
    secret = labelled_expand(KEM, labelled_extract(KEM, b"", b"dkp_prk", seed), b"sk", b"", 32)
    ephemeral = X25519PrivateKey.from_private_bytes(secret)
    enc = ephemeral.public_key().public_bytes_raw()
    dh = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    shared = labelled_expand(
        KEM, labelled_extract(KEM, b"", b"eae_prk", dh), b"shared_secret", enc + recipient, 32)
    context = (b"\0" + labelled_extract(SUITE, b"", b"psk_id_hash", b"")
               + labelled_extract(SUITE, b"", b"info_hash", info))
    root = labelled_extract(SUITE, shared, b"secret", b"")
    key = labelled_expand(SUITE, root, b"key", context, 32)
    nonce = labelled_expand(SUITE, root, b"base_nonce", context, 12)
    return enc + ChaCha20Poly1305(key).encrypt(nonce, plaintext, b"")


def wrap(secret, device, workspace, previous, number, seed):
    info = b"concord/v1/wrap" + workspace + previous + u32(number) + device.id
    return hpke_seal(device.ek, info, secret, seed)


# Segments.
def padded_count(count):
    if count <= 256:
        return 256
    exponent = count.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (count + mask) & ~mask


def inner(generation, seen_position, seen_root, first_change, changes):
    return (generation + u64(seen_position) + seen_root + u64(first_change) + u32(len(changes))
            + b"".join(u32(len(change)) + change for change in changes))


def plaintext(content, deflate):
    body = content
    if deflate:
        compressor = zlib.compressobj(6, zlib.DEFLATED, -15)
        body = u32(len(content)) + compressor.compress(content) + compressor.flush()
    start = u32(len(body)) + body
    return start + bytes(padded_count(len(start)) - len(start))


def lane_root(workspace, device, lane):
    return tagged_hash("concord/v1/lane", workspace, device.id, lane)


def seal(device, epoch, workspace, lane, sequence, previous, member_head, content, random,
         deflate):
    text = plaintext(content, deflate)
    prefix = (b"CNC1" + bytes([1, deflate]) + u16(160) + workspace + device.id + lane
              + u64(sequence) + previous + member_head + u32(epoch.number) + u32(len(text) + 16))
    salt = mac(epoch.hedge, random + sha(prefix) + sha(text))
    header = prefix + salt
    material = expand(extract(salt, epoch.seal), b"concord/v1/segment" + prefix, 44)
    ciphertext = ChaCha20Poly1305(material[:32]).encrypt(material[32:], text, header)
    name = tagged_hash("concord/v1/segment-id", header, sha(ciphertext))
    return header + ciphertext + device.ed.sign(b"concord/v1/segment-sig\0" + name), name


# The membership log, invites and logins.
class Log:
    def __init__(self):
        self.records, self.head, self.workspace = [], bytes(32), bytes(16)

    def append(self, kind, author, body, time):
        content = (b"CNM1" + bytes([kind]) + self.workspace + u64(len(self.records)) + self.head
                   + author.id + u64(time) + u32(len(body)) + body)
        name = tagged_hash("concord/v1/member", content)
        record = content + author.ed.sign(b"concord/v1/member-sig\0" + name)
        self.records.append(record)
        self.head = name
        if len(self.records) == 1:
            self.workspace = tagged_hash("concord/v1/workspace", record)[:16]


class Invite:
    def __init__(self, workspace, label):
        self.workspace, self.secret = workspace, sample(label + " invite")[:16]
        seed = expand(extract(b"concord/v1/invite" + workspace, self.secret), b"ed", 32)
        self.ed = Ed25519PrivateKey.from_private_bytes(seed)
        self.id = self.ed.public_key().public_bytes_raw()

    def token(self, pin, url):
        content = (b"\1" + self.workspace + self.secret + pin + bytes([len(url)]) + url)
        return base32(content + sha(content)[:4])


def base32(data):
    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(digits[int(bits[i:i + 5], 2)] for i in range(0, len(bits), 5))


def join_request(device, invite, name, inviter, member_head, seed):
    text = bytes([len(name)]) + name + bytes(255 - len(name))
    info = b"concord/v1/join-name" + invite.workspace + invite.id + device.id
    content = (b"CNJ1" + invite.workspace + invite.id + device.pk + device.ek + member_head
               + hpke_seal(inviter.ek, info, text, seed))
    message = b"concord/v1/join-sig\0" + tagged_hash("concord/v1/join", content)
    return content + device.ed.sign(message) + invite.ed.sign(message)


def countersignature(device, request, member):
    name = tagged_hash("concord/v1/countersign", member, request)
    return device.id + device.ed.sign(b"concord/v1/countersign-sig\0" + name)


def backward_link(epoch, workspace, previous_secret, salt):
    info = b"concord/v1/backward" + workspace + u32(epoch.number)
    material = expand(extract(salt, epoch.wrap_prev), info, 44)
    return salt + ChaCha20Poly1305(material[:32]).encrypt(material[32:], previous_secret, b"")


def login(signer, kind, name, workspace, challenge, relay_key):
    message = (b"concord/v1/relay-auth\0" + tagged_hash("concord/v1/relay-origin", relay_key)
               + workspace + bytes([kind]) + name + challenge)
    return signer.sign(message)


def envelope():
    a, b = Device("a"), Device("b")
    workspace, lane, head = sample("ws")[:16], sample("lane")[:8], sample("member head")
    epoch = Epoch(workspace, 3, sample("epoch 3"))
    generation = sample("generation")[:16]
    contents = [
        inner(bytes(16), 0, bytes(32), 1, [b"hello"]),
        inner(generation, 7, sample("root7"), 2, [b"x" * 300, b"", bytes(range(256)) * 8]),
        inner(generation, 9, sample("root9"), 5, [b"a" * 20000])]
    previous, segments = lane_root(workspace, a, lane), []
    for index, content in enumerate(contents):
        random = sample(f"r{index}")
        bytes_, name = seal(a, epoch, workspace, lane, index + 1, previous, head, content, random,
                            index == 2)
        segments.append(dict(seq=index + 1, r=random.hex(), body=content.hex(),
                             envelope=bytes_.hex(), id=name.hex(), deflate=index == 2))
        previous = name
    info = b"concord/v1/wrap" + workspace + sample("prev record") + u32(3) + b.id
    return dict(
        ws=workspace.hex(), lane=lane.hex(), member_head=head.hex(),
        device=dict(ed_seed=a.ed_seed.hex(), x_seed=a.x_seed.hex(), pk=a.pk.hex(), ek=a.ek.hex(),
                    id=a.id.hex()),
        epoch=dict(n=3, secret=epoch.secret.hex(), seal=epoch.seal.hex(), hedge=epoch.hedge.hex(),
                   wrap_prev=epoch.wrap_prev.hex(), commit=epoch.commit.hex(),
                   meta=epoch.meta.hex()),
        lane_root=lane_root(workspace, a, lane).hex(), segments=segments,
        wrap=dict(x_seed=b.x_seed.hex(), info=info.hex(), ikmE=sample("ikmE").hex(),
                  out=wrap(epoch.secret, b, workspace, sample("prev record"), 3,
                           sample("ikmE")).hex()),
        padme={str(n): padded_count(n)
               for n in (1, 255, 256, 257, 1000, 4096, 4097, 65537, 1 << 20)})


def membership():
    a, b, b2 = Device("a"), Device("b"), Device("b2")
    member = {label: sample(label + " member")[:16] for label in "ab"}
    time, none = 1_700_000_000_000, bytes(16)
    secret, log = sample("epoch 1"), Log()
    log.append(1, a, member["a"] + a.pk + a.ek + Epoch(none, 1, secret).commit
               + wrap(secret, a, none, bytes(32), 1, sample("a seed")) + bytes(1), time)
    workspace = log.workspace
    invite = Invite(workspace, "b")
    expires = u64(time + 86_400_000)
    log.append(6, a, invite.id + bytes(1) + expires + bytes([1]), time + 1)
    request = join_request(b, invite, b"The b", a, log.head, sample("b name seed"))
    log.append(2, a, member["b"] + wrap(secret, b, workspace, log.head, 1, sample("b seed"))
               + bytes(1) + u16(len(request)) + request, time + 2)
    log.append(5, a, member["b"] + bytes([2, 0]), time + 3)
    own = Invite(workspace, "b2")
    log.append(6, b, own.id + bytes([2]) + expires + member["b"], time + 3)
    again = join_request(b2, own, b"The b2", b, log.head, sample("b2 name seed"))
    log.append(2, b, member["b"] + wrap(secret, b2, workspace, log.head, 1, sample("b2 seed"))
               + bytes([1]) + countersignature(b, again, member["b"]) + u16(len(again)) + again,
               time + 2)
    spare = Invite(workspace, "c")
    log.append(6, a, spare.id + bytes([1]) + bytes(8) + bytes([3]), time + 4)
    log.append(7, a, spare.id, time + 5)
    url, challenge, key = b"wss://relay.example:7788/", sample("challenge"), sample("relay key")
    generation = sample("generation")[:16]
    root = tagged_hash("concord/v1/log", workspace, generation)
    second = Epoch(workspace, 2, sample("epoch 2"))
    return dict(
        identity=a.identity_file().hex(), workspace=workspace.hex(),
        records=[record.hex() for record in log.records], head=log.head.hex(),
        request=request.hex(), backward=backward_link(second, workspace, secret,
                                                      sample("salt")).hex(),
        token=invite.token(sample("pin"), url),
        link=f"{url.decode()}#{base32(sample('pin'))}.{base32(sample('token')[:16])}",
        login_device=login(a.ed, 1, a.id, workspace, challenge, key).hex(),
        login_invite=login(invite.ed, 2, invite.id, workspace, challenge, key).hex(),
        root_0=root.hex(),
        root_1=tagged_hash("concord/v1/log-node", root, u64(1), sample("segment")).hex())


if __name__ == "__main__":
    here = pathlib.Path(__file__).parent
    for name, vectors in (("envelope", envelope()), ("membership", membership())):
        (here / f"{name}.json").write_text(json.dumps(vectors, indent=1))
