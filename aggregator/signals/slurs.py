"""Slurs, kept as marks: this file can be read aloud, and a search for a slur does not find it.

A mark is blake2b of the folded word (6 bytes, person "fansreact-words"): enough to know a word again, and no
secret. Folded: lower case, with signs that stand for letters put back ("1" is "i", "@" is "a"). Starred
spellings ("x*xx") have marks of their own; a word with a letter drawn out is known by "~" and the word with
each run of a letter as one. `mark(word)` makes one: to add a word, add its mark and raise signals.RULES.

Words are judged alone, so the list holds only words that hardly mean anything else. `AMONG_FRIENDS` are those
that many people use fondly of themselves: they are shown to nobody either, but such a post is not called
abusive.
"""

import re
from hashlib import blake2b

_LETTERS = str.maketrans({
    "1": "i", "!": "i", "|": "i", "@": "a", "4": "a", "3": "e", "0": "o", "$": "s", "5": "s",
})  # fmt: skip
_RUN = re.compile(r"(.)\1+")
_LONG_RUN = re.compile(r"(.)\1\1")
_MASKED = re.compile(r"(?<![\w*@!$|])\w+[*@!$|]+[\w*@!$|]*\w")
_INSIDE = re.compile(r"[*@!$|](?<=\w.)[*@!$|]*\w")  # the sign first: found five times as fast
_NAMES = re.compile(r"\bvan\s+\w+")
# Two that are family names, and one that is a slit too: "Mr ...", "a ... of light", "a ... in the armour".
_AFTER_A_TITLE = re.compile(r"\b(?:mr|mrs|ms|dr|father|coach)\.?\s+(\w+)")
_A_SLIT = re.compile(
    r"\b(\w+)\s+(?:of\s+(?:\w+\s+)?light|in\s+(?:the|his|her|their|its|your)\s+armou?r|too\s+wide)\b"
)
_FAMILY_NAMES = frozenset({"dae578605415", "190eff11e6fc"})
_SLIT = frozenset({"f29002a142d6"})
_MOST_KNOWN = 200_000

_ABUSE_LIST = """
0085f0707ebf 00bc3d6b3b96 011a7243c956 0216150f3b77 0270dd221279 02b612ff82a4 03b64eb27c88 03caed686c66
0410b6681c99 04315db05cb3 04389abc77c0 047627c8340a 04cba4b56c33 0528695d7ab8 053e499f0cfc 05d08928bbbf
05e8dbfab967 069a103a11b2 073a2ff75536 08597c33f2f4 08a7a09cc055 08e49df1a744 09a535d37335 09aa75f3cb3d
0a4dd5fdc77e 0a56be02bb28 0a7d501ddc6a 0a95907b3229 0aa63d214275 0af1525100e8 0b1a1c0d7aeb 0b3055de63f6
0bc76a19b4e7 0caa6703a5e0 0d03abaec8ed 0e1c33519d52 0e51d7ed744a 0e9987df925b 0f8975e4b1e8 0fac5b3e7a14
1011f12a8c2e 119447787ca0 11f44f7bfcf8 1200d4773d5d 121ebfbf2b9a 12a78097ea17 1316f02b47e3 13439910b03b
136364cacecb 145d7853ccf3 158f0372700c 1661b64bd645 16a66ceb3758 16bdccddd026 16fefcfa09bf 18518f4e9251
188d67869364 18a7f10225b8 190eff11e6fc 1975ef12f421 19d444f22880 19f95a92d059 1a181a071f7f 1a94f7e20573
1b356e42948d 1bff260680bb 1cb2faec43c0 1d6b1b9ec1ca 1dd130da1897 1e1ae238c8ee 1e5192e00fdd 1e6d862136ef
1eb816cf1f3f 1ef7b5f84bf7 1f82b3e19e0b 2000810ab47d 208c390c705e 213d2ede807d 21a56c0dce63 21b1b0dbebf1
2250357ba9e9 226ff7276149 22af23316fc6 22c78a5c32bd 22ff4eba7f66 24125dabf53d 24802a15ca32 24d9d0a5e74b
24e2760a53f7 250e0d64895c 252950f06b9f 2539795abc07 25437cdc74eb 258e522f1eab 26f85c778994 28086be13b35
284f83b6a516 28990a98cc93 29e01b03320a 2a87210d7e93 2ab05e88ca5d 2b11e52d2dda 2b169d242d3e 2ba570f9a3c0
2c74477c2e9f 2cc7eff4b82f 2d06ca986ec8 2d8ad3976272 2e1dca834653 2e3158bec00a 2e330689da37 2eff151f573c
2fcca6065a6b 2fd889971821 2fe4d1c750b4 3121135e5081 31387dba3883 320a5e9d3a74 3229e28a2383 32fbec3e43cc
330583e212bb 337b8b862a85 3395a97646d9 33b46a63cb56 354a04ee893f 35ce1ec92240 35e26b30f65c 367796370393
367cf088f38b 3729614b4e6e 3750ad0be916 3775f7f65423 37877013df1a 37f63459bd85 3840d22a15a6 3860a9e7991e
38da912a3274 38df9f72e09b 3a05f8dfe875 3a15b5cbef3d 3a58ca736e77 3a6c6f55987e 3c07be7a08d9 3c1de0699600
3c91a495f59b 3d34ffea52b3 3dcb9651cac7 3e98e720132e 3eeb9e621903 3f0ae2210b2c 3f26a34db4a9 3f6e39f02714
404bc9f089e8 4096c06bc2c0 40bf009e3149 41d8e4560cc5 429a12f28c7d 42c240491ff8 433bbed152d5 4352638b2a16
4364697cab92 437a16c7637c 43ffdf84dd71 440b47d59532 440bd4793b92 447638e35e37 45f9f0410f80 46791d1897a7
46808cc44753 46fcbca67bc8 46fcd5370314 47d2f828c85c 47da7777ba77 4810d0be8855 48afce994a85 48dbc831fda4
49409dde12b9 494807a50642 49b9150ba350 49ecbe04dc3f 4a746ec8ad4e 4afdf8d05687 4c26d85f955b 4cd5e2ecc183
4d9fd79987e1 4ddc31d9d8d4 4e60d7cae870 51619901c75b 520b299e45c4 524595c80b64 52d39b4b562c 538f43f22a05
53e58171282b 5466a3d5694c 54996ea6b06f 54ac6d50d2e0 551fb9ea05fa 554fa3c10824 555cb9808826 55956f24a907
55bbdd223496 561ce18a400e 5732707ec3e8 581c0547aa60 582a52a75d99 584d5a9db114 58744e967acd 597d1a23d477
5b56df49b420 5c22d4cd9641 5c81a5ec3b12 5c8640f72aca 5caffd3eedff 5dd0ffa256a2 5e946b5f5b12 5ea31cabac52
5ec2c9ba73fa 603e4f10d6d8 60664cfc9695 60f464bdc91b 62619276b353 632d7f14571f 63df07e5d8f7 64ebf72358b1
65a71bd78b1f 65ae1d17452a 65b62a346b39 65cbf6975ca1 65cd7af63de7 65d4320e398d 65ea0c81c0ed 6664e8be3450
6665f4dfad47 673a33125fa7 687d8654910e 68d3f7de103a 693b7011255c 69d1c9c9103b 6a2a79d36499 6ac9b8bcbf77
6b029f5478fd 6b402c329244 6b842de850ee 6b8960dc0c39 6bb38004cad6 6c08fbb1b490 6c3c819beec0 6df0a0e6fc9b
6e2f9ef1db90 6e42cb68b13d 6f02e63cefb6 6f15288dd4a2 6f832c85ff2d 6fc2e6b13a04 6fca8168ab41 70a9358c42c3
70ac9b2b5a1f 71584004a77c 718b5b925ba1 71da2c02fe4b 71e9e0a191ad 72098df3a95a 7267b8d83850 728f0ddf52e2
72c3af9864bf 72f4ea8731a2 73465aea6175 7353ac3bbdde 73635c1b5ad0 738eb32d38e9 73ba91fe427a 73f3c3681e77
744c1fe04860 74cfbc715116 763418f237fe 76bcbddf4445 781287318b4e 78679f2c47a0 7885272be1cc 78ac07060e2a
78ddd40bcdd4 78e61cef333e 7922edd76f24 794776a5b0cf 7a3cf700b16d 7a7648b27569 7afc76653556 7bdd8db6aced
7c4ca780e3bb 7ce105805514 7ce4ff58ef6d 7df298cca112 7e08413e9e8e 7e6a9457f7d3 7f3b983c4636 7f3ca4511676
7fa816aaa5a5 8032d102cf10 80dd498435bf 80f465dbf638 817a591f284a 81dd0d76696b 820fe50c1344 821a1fd06236
82236298ae15 824b9d0724bd 8268bf90e164 827174da2f5c 828026eafc2a 82dfdf3fe3f2 83d8c5d82c20 843436f8e69d
84cffe37b718 84d0169378f1 8521e2bc7325 855989fab3a3 8589f5792fa8 85d13168be15 861b52a3d667 87693ad17ff7
87d0da575875 87f59d5a79d9 880d7bbf843a 893dfe2d3a53 89ab08f4bce0 89e8c4425a7a 8a13316e382a 8a4ecd0b45a3
8a6c8b4729b4 8b27662725d7 8b3e6db4e925 8bdb67645422 8c099ea6dc97 8c65171daab4 8cfc0dcbc1e2 8d14d27c3eb9
8dfc740c4d82 8e4b7c013403 8ebd79bbca73 8edbfed5d203 8f681693becd 8f85ca658e70 8ff6ac6136c3 9000d394d577
904a7a947f34 9065a3dc2afc 9075e4d92ce5 90bdd89047d6 91f186cca320 923a2465cb7d 937995fdc7b9 93b1a454a9b1
93f6829f1fad 945c507469d7 946cd3c9aac3 9487634c174c 95131fe476d7 954c4e2669a3 95548282ff79 95ee74bf2b52
9634c5b8f155 964404ec810b 96723566ec41 971b7c50c092 977f4bb88f54 97b9b7d2af9e 980e8b46ca1e 98439890ea6d
989df045bbc0 98c79aa7c29c 9930c842fdcb 99f53c8138ee 99fb8b3c5e74 9a2ae00ed6fa 9aeb28f31ff3 9b0ed533f79d
9b351c88b6e5 9b653f54ec36 9bfaef610eb9 9c2a412930bf 9c2ca39ed67e 9cd1f846231d 9d8efc85f9f3 9db6c68b98ce
9dc6bb5c3eb9 9df9b08bd127 9e4028898782 9e83acefc956 9e9f824745ae 9eb81e618e61 9ed9e4bd3340 9f8234e23a8f
9fb892448eef a03394f76193 a075ac4e557e a0b52ac3a3ed a0bc100e4548 a0c349989895 a10477652b97 a25aba43ca18
a302334f32d8 a36d1904802f a3b32b0997f5 a3fc46f3827a a42bb6be18eb a4633ac3126c a4a6efe18a78 a4c5a747c2d7
a4e46c96b5c5 a596555292f8 a608b1839b86 a6151ea0429e a64e3a53ae1c a7b38c5d5606 a80afedff85f a82512573c34
a83bb3912043 a844f96a0eea a8a5b870c831 a8a73ac331f7 a8b3884ebf05 a94158f259c8 a95afa4d9c1c a95c2079ea9b
aa2cb69bfd72 aa588cff2cce aab841b07218 ab20ce10aa5d abba5440239a abf6892e0551 aca8493195cc ad2e49f53a1e
ad5059f14def adbb8c06617c add8cf251e8a ae46aa9e871d ae63912acbf9 aefdb6ec3787 af3a1a995f03 aff050a5df68
b000fdea9cfc b01509e8c352 b096025d6c7d b0d226330c03 b0ee199897e6 b2407ee05103 b25832767ca4 b2eade33955b
b347857c9595 b4268da559cd b4708881d7f6 b484ad7ee537 b49b4f2a7bd4 b4d9ab17dc8a b5f69fdc24c5 b657aa8e9023
b6c20bc4c5f1 b6c98fe0c061 b770639a6fc2 b796ad2e37b0 b80677731f8d b82d9d548dd8 b8414a197cdd b860571327ce
b8e276472698 b920b029379c b933b15ebe98 ba146486ef86 ba669f60b30f ba9327e5bd53 ba9606ecd690 bb674bf465db
bbc6a66ddbd2 bc01acdabf44 bcba8a946ebe bd50a233125e be285ebec817 bf5a7d18b344 bf71c6c4fb56 c021f5d06166
c04fd49ba38c c05e939eec62 c0816675197f c0bb884d6b92 c18db638c33d c198ebb577eb c2abc92d494e c2ad5ff82e96
c3f7d6f3e672 c4356f38ee4e c4c4305cc674 c5007c65f56e c57b1e4921cb c58ec43300fc c5ebf79154d4 c64e5a7c86b5
c6ac4339226f c6c9cefad739 c6dc0dfbc275 c71776de7f7e c833cf2edf77 c84d4d505449 c9011c7ef893 c93c3cbd1b2f
c9bd02c907ff ca6e3d843c02 ca7e87c93fa2 cb71c85099a7 cb7e7879ec87 cbe529b16418 cc7976db4c4c cc7d8dbb925f
ccb48507e812 cdcb82a28983 cdda87b7b0a5 cdf4f66b7773 ce3f9e28fe06 ce842bb49037 cee9765f6e61 d0b054963a06
d0c7655d1691 d0f76daa8554 d11223a91acc d12fa68f4e3d d163e9a0619b d1b260a8c48d d1b3bb2ccf85 d20f78460498
d21eee26ef3b d25c067b9394 d26145718c43 d2615df9a5a8 d266ad514297 d26d0fba0e2c d29ea78ca2db d2baa0c9784b
d48a03057aa7 d48a7f2d0c9b d5c53dfb1872 d5d1269b62c8 d669d278f676 d6972296acf1 d6cb2062b386 d6d0b8947a2e
d6dc35b8ac39 d725996f215f d769ab4b47ea d9a6698fc2d9 da40567702ee da4d0a7f753e dad148b0d694 dae578605415
dbcee93faec5 dbf8d51ed2d2 dc0f26102ad4 dc5dba5ce6da dc647289e43c dc8e1475a013 dcc39bd8997c ddcafb815426
de033fa9c282 de9f54ad9930 dec4ca3cb7bf def44f64dd15 df4ceea6d292 df4df758f389 dfa3448eefbc e076e49fd155
e088bad02c34 e1ffd4534d51 e222b20580f1 e225c2107632 e23da6727eea e266e40dc728 e331ad8e9431 e38a6ebf41c5
e3a0a7f18ee0 e3c2d96e639f e526387caf56 e5a1b52211f1 e5bfd8f05126 e5e568ed9011 e621554960a6 e66a8cc5774f
e7192117c451 e7c60e071677 e7eda4cb24ea e812701f224c e83e5c89830e e85202f21631 e88520691283 e987da4ce25f
ea15ca072dde ea2bb027490c ea2feeecec5c ea6a973c03d1 eb4cb6b9e4b7 eb7958c2f4b0 ed310a973d57 ed5d414883b8
ed62e421aa60 ee07dcc5bfa4 eeb60b3f2b06 eed4e96a923f ef6322f46f76 efa6ab126d56 efb5133a8b66 efc7b4e06cde
efe4f43adc15 eff4db52df12 f147c466d9a5 f1a7fc99d36f f1afb65e77b3 f259fa93c517 f29002a142d6 f32b361ef46e
f38f4522f3ab f3d2ff912540 f49250150e37 f4fdf2c3034f f52a8063c044 f5304f92f804 f55e300eb012 f56f6bb42a0a
f59dddf0cb14 f5bd4708ca90 f60937fd9518 f695c8f49ff4 f6e95e5fd7fc f71668647755 f71789e94048 f77897953cc5
f8135b433163 f81ba3d7c4c5 f81c9620efa6 f829ba4530e5 f83916318692 f86a7a4a66fe f87b4f50223d f8adb88cf076
f8b78dd98cd1 f8be543cf9d4 f907d933c1ad f95831db7ec5 f9a4f268e1ae fa09f30b7f83 fa3d40870273 fb0cf7fe0e32
fb3f0ca1e1d3 fc1ae30b6d71 fcaabbc54129 fceb679e7e58 fd0d50db31d8 fd17e8f57f40 fd64ab029a8e fe68468c9b58
fedff66cb39f fee79be70963 fefec8d323e7 ff329d027b15 ff7bbe2e4b65 ffd088cb8bb2
"""
ABUSE = frozenset(_ABUSE_LIST.split())

_AMONG_FRIENDS_LIST = """
0a815e2fdb08 0b8ea7987a4b 104d4d63dd13 11597613fbce 11cf86f16027 1410cb7b0612 2040321109a9 2138b9b511b3
2382bc407213 248d97f10909 2c2ca9fc2554 2fd4b720b7ad 31594100669b 460862c30f82 46b4a4df80bf 4a4a3f38a3ca
4b144ae448b0 4da0fd738137 4eefd1452971 4f19c23919eb 544d5218571d 56094873d4a0 58ee531ab976 5ba115460d82
61746d0a32bb 6a90ab471a21 811b8a277592 81fce81c230e 87501086b52a 8b9beac506c9 9a9cf3404eec ab236f6d3a4b
b4d2f8ea9192 b57536b607bc ba1403965ed5 bfac6874950c c304bb13b8e7 c4ba841b4cbc d5dd6f460c59 d7711d07afd9
d872cf100cfd dc6e6c12a064 ddd1eae4e49e e44aa0e52c95 e677e4db0b1d e7be54b49416 ebf56b1b16da ef21894ac206
f254e045d248 f5c87ff2f476 f7e8e235aa3f fce7d4965439
"""
AMONG_FRIENDS = frozenset(_AMONG_FRIENDS_LIST.split())

_EITHER = ABUSE | AMONG_FRIENDS
_harmless: set[str] = set()  # words that were looked at: people use the same ones again and again


def mark(word: str) -> str:
    """12 hex digits by which a folded word is known."""
    return blake2b(
        word.encode("utf-8", "surrogatepass"), digest_size=6, person=b"fansreact-words"
    ).hexdigest()


def marks_in(text: str, words: frozenset[str]) -> frozenset[str]:
    """The marks of those of a text's words that are slurs. `text` and its `words` are lower case."""
    fresh = words - _harmless
    if _INSIDE.search(text) is not None:
        fresh |= set(_MASKED.findall(text)) - _harmless
    if not fresh:
        return frozenset()
    found: set[str] = set()
    if len(_harmless) > _MOST_KNOWN:
        _harmless.clear()
    for word in fresh:
        marks = _marks_of(word)
        if marks:
            found |= marks
        else:
            _harmless.add(word)
    if found and "van " in text:  # a family name, not the word that is written alike
        found -= {one for name in _NAMES.findall(text) for one in _marks_of(name.split()[-1])}
    if not found.isdisjoint(_FAMILY_NAMES):
        found -= {one for name in _AFTER_A_TITLE.findall(text) for one in _marks_of(name) & _FAMILY_NAMES}
    if not found.isdisjoint(_SLIT):
        found -= {one for word in _A_SLIT.findall(text) for one in _marks_of(word) & _SLIT}
    return frozenset(found)


def _marks_of(word: str) -> set[str]:
    if len(word) > 40 or word.isdecimal():
        return set()
    folded = word.translate(_LETTERS)
    made = {mark(folded)}
    if _LONG_RUN.search(folded) is not None:
        made.add(mark("~" + _RUN.sub(r"\1", folded)))
    return made & _EITHER
