"""Tiny random models that read pictures: captioners and a LLaVA, in the layout of the published ones."""

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from promptstudio.models.reading.tokenizers import load_tokenizer
from tiny_language import byte_level, randomised, sentence_piece, write_tokenizer

from transformers import (  # isort: skip
    BartConfig,
    BlipConfig,
    BlipForConditionalGeneration,
    BlipImageProcessor,
    BlipProcessor,
    Blip2Config,
    Blip2ForConditionalGeneration,
    Blip2Processor,
    CLIPImageProcessor,
    CLIPVisionConfig,
    Florence2Config,
    Florence2ForConditionalGeneration,
    Florence2Processor,
    GPT2Config,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    VisionEncoderDecoderConfig,
    VisionEncoderDecoderModel,
    ViTConfig,
    ViTImageProcessor,
)

LLAVA_TEMPLATE = (
    "{% for message in messages %}{% if message['role'] != 'system' %}{{ message['role'].upper() + ': '}}{% endif %}"
    "{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
    "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}"
    "{{ content['text'] + ' '}}{% endfor %}{% endfor %}{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"
)


def llava(folder):
    """As llava-hf publishes LLaVA-1.5: CLIP's picture tower without its last layer, two projections, Llama."""
    tokenizer = sentence_piece()
    tokenizer.add_special_tokens([AddedToken("<image>", normalized=False), AddedToken("<pad>", normalized=False)])
    write_tokenizer(
        folder, tokenizer, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>",
        tokenizer_class="LlamaTokenizer",
    )  # fmt: skip
    size = tokenizer.get_vocab_size()
    text = {
        "model_type": "llama",
        "vocab_size": size + 5,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 4,
        "bos_token_id": 1,
        "eos_token_id": 2,
    }
    vision = CLIPVisionConfig(
        hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=4, image_size=28, patch_size=14
    )
    config = LlavaConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=tokenizer.token_to_id("<image>"),
        vision_feature_layer=-2,
        vision_feature_select_strategy="default",
        image_seq_length=4,
    )
    model = randomised(LlavaForConditionalGeneration(config), seed=6)
    model.generation_config.eos_token_id = 2
    model.save_pretrained(folder)
    pictures = CLIPImageProcessor(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28})
    processor = LlavaProcessor(
        pictures,
        load_tokenizer(folder),
        patch_size=14,
        vision_feature_select_strategy="default",
        chat_template=LLAVA_TEMPLATE,
        num_additional_image_tokens=1,
    )
    processor.save_pretrained(folder)
    return folder


def florence2(folder):
    """DaViT and BART; the tokenizer knows tasks, places and the image token, as RoBERTa's with Florence's additions."""
    tokenizer = byte_level(("<s>", "<pad>", "</s>", "<unk>", "<mask>"))
    tokenizer.add_tokens([AddedToken(f"<loc_{n}>", normalized=False) for n in range(4)])
    tokenizer.add_special_tokens([AddedToken("<image>", normalized=False)])
    ids = {name: tokenizer.token_to_id(name) for name in ("<s>", "<pad>", "</s>", "<image>")}
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", ids["</s>"]), ("<s>", ids["<s>"]))
    write_tokenizer(
        folder,
        tokenizer,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        image_token="<image>",
        extra_special_tokens={"image_token": "<image>"},
        tokenizer_class="TokenizersBackend",
    )
    text = BartConfig(
        vocab_size=tokenizer.get_vocab_size(),
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=128,
        bos_token_id=ids["<s>"],
        pad_token_id=ids["<pad>"],
        eos_token_id=ids["</s>"],
        decoder_start_token_id=ids["</s>"],
        forced_eos_token_id=ids["</s>"],
    )
    vision = {
        "model_type": "florence_vision",
        "depths": [1, 1, 1, 1],
        "embed_dim": [8, 8, 16, 16],
        "num_heads": [1, 1, 2, 2],
        "num_groups": [1, 1, 2, 2],
        "window_size": 2,
        "projection_dim": 16,
    }
    config = Florence2Config(text_config=text.to_dict(), vision_config=vision, image_token_id=ids["<image>"])
    model = Florence2ForConditionalGeneration(config)
    _spread(model, seed=7)
    model.save_pretrained(folder)
    pictures = CLIPImageProcessor(size={"height": 64, "width": 64}, do_center_crop=False)
    pictures.image_seq_length = 4 + 1  # (64 / 32)² places and their mean
    # The published processor_config.json lists how each kind of answer is parsed; a caption's is plain text.
    parsing = {"ocr": {"area_threshold": 0.0}, "phrase_grounding": {"banned_grounding_tokens": ["it"]}, "pure_text": {}}
    Florence2Processor(pictures, load_tokenizer(folder), post_processor_config=parsing).save_pretrained(folder)
    return folder


def blip(folder):
    """BLIP's captioner: ViT and a BERT decoder with BERT's lower-casing word pieces."""
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "[DEC]",
        "[ENC]",
        "a",
        "red",
        "car",
        "on",
        "the",
        "beach",
        "##s",
    ]
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens([AddedToken(word, normalized=False) for word in words[:7]])
    write_tokenizer(
        folder, tokenizer, cls_token="[CLS]", mask_token="[MASK]", pad_token="[PAD]", sep_token="[SEP]",
        unk_token="[UNK]", do_lower_case=True, tokenizer_class="BertTokenizer",
    )  # fmt: skip
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    text = {
        "vocab_size": len(words),
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "encoder_hidden_size": 16,
        "projection_dim": 16,
        "max_position_embeddings": 80,
        "bos_token_id": 5,
        "sep_token_id": 3,
        "pad_token_id": 0,
        "eos_token_id": 3,
    }
    vision = {
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "image_size": 32,
        "patch_size": 16,
        "projection_dim": 16,
    }
    model = BlipForConditionalGeneration(BlipConfig(text_config=text, vision_config=vision, projection_dim=16))
    _spread(model, seed=8)
    model.save_pretrained(folder)
    BlipProcessor(BlipImageProcessor(size={"height": 32, "width": 32}), load_tokenizer(folder)).save_pretrained(folder)
    return folder


def blip2(folder):
    """BLIP-2 with OPT: ViT, Q-Former, and a decoder that is given the queries' places as image tokens."""
    tokenizer = byte_level(("</s>", "<pad>", "<unk>"))
    tokenizer.add_special_tokens([AddedToken("<image>", normalized=False)])
    ids = {name: tokenizer.token_to_id(name) for name in ("</s>", "<pad>", "<image>")}
    write_tokenizer(
        folder, tokenizer, bos_token="</s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>",
        tokenizer_class="GPT2Tokenizer",
    )  # fmt: skip
    text = {
        "model_type": "opt",
        "vocab_size": tokenizer.get_vocab_size(),
        "hidden_size": 16,
        "word_embed_proj_dim": 16,
        "ffn_dim": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "max_position_embeddings": 96,
        "bos_token_id": ids["</s>"],
        "eos_token_id": ids["</s>"],
        "pad_token_id": ids["<pad>"],
    }
    small = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = Blip2Config(
        vision_config=small | {"image_size": 28, "patch_size": 14},
        qformer_config=small | {"encoder_hidden_size": 16, "vocab_size": 30},
        text_config=text,
        num_query_tokens=3,
        image_token_index=ids["<image>"],
    )
    model = Blip2ForConditionalGeneration(config)
    _spread(model, seed=9)
    model.save_pretrained(folder)
    pictures = BlipImageProcessor(size={"height": 28, "width": 28})
    Blip2Processor(pictures, load_tokenizer(folder), num_query_tokens=3).save_pretrained(folder)
    return folder


def vision_encoder_decoder(folder):
    """ViT and GPT-2 with attention to the picture, as the embedded pack's captioner."""
    tokenizer = byte_level(("[BOS]", "[EOS]", "[PAD]"))
    start, end, pad = (tokenizer.token_to_id(name) for name in ("[BOS]", "[EOS]", "[PAD]"))
    write_tokenizer(
        folder, tokenizer, bos_token="[BOS]", eos_token="[EOS]", pad_token="[PAD]", tokenizer_class="TokenizersBackend"
    )
    encoder = ViTConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, image_size=32, patch_size=16
    )
    decoder = GPT2Config(
        vocab_size=tokenizer.get_vocab_size(),
        n_positions=80,
        n_embd=16,
        n_layer=1,
        n_head=2,
        add_cross_attention=True,
        is_decoder=True,
        bos_token_id=start,
        eos_token_id=end,
        pad_token_id=pad,
    )
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(
        encoder, decoder, decoder_start_token_id=start, pad_token_id=pad, eos_token_id=end
    )
    model = VisionEncoderDecoderModel(config)
    _spread(model, seed=10)
    model.generation_config.update(decoder_start_token_id=start, pad_token_id=pad, eos_token_id=end, bos_token_id=start)
    model.save_pretrained(folder)
    ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(folder)
    return folder


def _spread(model, seed):
    """Weights large enough for pictures to make a difference; what is a statistic of normalisation stays."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            parameter.data.copy_(torch.randn(parameter.shape, generator=generator) * 0.4)
    model.eval()
