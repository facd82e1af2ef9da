"""Sentences with one or two words left out, moved, put in or replaced by a near one: new ones in every batch, made on the GPU."""

import torch
import torch.nn.functional as F

from encoder import KINDS

LONGEST = 30  # tokens
KINDS_OF_CHANGE = 5  # leave out, exchange with the next one, move, put in, replace


class Variants:
    def __init__(self, texts, task, continues, embeddings, common=150, near=12):
        """`continues` [vocabulary] tells which tokens go on with a word; `embeddings` [vocabulary, width] whose neighbours replace a word."""
        self.texts, self.device = texts, texts.device
        self.tokens, self.offsets = texts.table(task + ".text")
        self.continues = continues
        counts = torch.bincount(self.tokens.long(), minlength=len(self.continues)).masked_fill(self.continues, 0)
        self.common = counts.topk(common).indices
        known = (counts >= 20).nonzero()[:, 0]
        directions = F.normalize(embeddings.to(self.device).float(), dim=1)[known]
        self.near = torch.arange(len(self.continues), device=self.device)[:, None].repeat(1, near)
        for part in torch.arange(len(known), device=self.device).split(2048):
            self.near[known[part]] = known[(directions[part] @ directions.T).topk(near + 1).indices[:, 1:]]

    def sentences(self, rows):
        """Tokens [rows, longest] and how many of them each row has."""
        begin = self.offsets[rows[:, 0]]
        length = (self.offsets[rows[:, 0] + 1] - begin).clamp(max=LONGEST)
        place = torch.arange(int(length.max()) + 3, device=self.device)[None]
        words = self.tokens[(begin[:, None] + place).clamp(max=len(self.tokens) - 1)].long()
        return words.masked_fill(place >= length[:, None], 0), length.long()

    def changed(self, words, length, share):
        """`share` of the rows with one change each."""
        rows, longest = words.shape
        place = torch.arange(longest, device=self.device)[None]
        whole = ~self.continues[words] & ~self.continues[words.roll(-1, 1)] & (place < length[:, None])
        p = torch.where(whole, torch.rand(rows, longest, device=self.device), -1).argmax(1, keepdim=True)
        q = (torch.rand(rows, 1, device=self.device) * length[:, None]).long()
        kind = torch.randint(KINDS_OF_CHANGE, (rows, 1), device=self.device)
        changes = (torch.rand(rows, 1, device=self.device) < share) & (length[:, None] > 3) & (length[:, None] + 1 < longest)
        chosen = [(kind == number) & changes for number in range(KINDS_OF_CHANGE)]
        moved = torch.where(place == q, p, torch.where((place >= p) & (place < q), place + 1, torch.where((place <= p) & (place > q), place - 1, place)))
        swapped = torch.where(place == p, p + 1, torch.where(place == p + 1, p, place))
        swapped = torch.where(p + 1 < length[:, None], swapped, place)
        source = torch.where(chosen[0], place + (place >= p).long(), torch.where(chosen[1], swapped, torch.where(
            chosen[2], moved, torch.where(chosen[3], place - (place > p).long(), place))))
        found = words.gather(1, source.clamp(0, longest - 1))
        new = self.common[torch.randint(len(self.common), (rows, 1), device=self.device)]
        other = self.near[words.gather(1, p), torch.randint(self.near.shape[1], (rows, 1), device=self.device)]
        found = torch.where(chosen[3] & (place == p + 1), new, torch.where(chosen[4] & (place == p), other, found))
        length = length - chosen[0][:, 0].long() + chosen[3][:, 0].long()
        return found.masked_fill(place >= length[:, None], 0), length

    def batch(self, words, length, kind):
        """As Texts.batch gives it."""
        spec = KINDS[kind]
        width = (int(length.max()) + 2 + 7) // 8 * 8
        place = torch.arange(width, device=self.device)[None]
        inner = F.pad(words, (1, max(0, width - words.shape[1] - 1)))[:, :width]
        inner = torch.where(inner == KINDS["bert"]["mask"], spec["mask"], inner + spec["shift"])
        end = length[:, None] + 1
        ids = torch.where(place < end, inner, torch.where(place == end, spec["end"], spec["pad"]))
        ids[:, 0] = spec["start"]
        return {"ids": ids, "types": torch.zeros_like(ids), "held": place <= end}
