/* The Chinese texts inside the program, byte for byte. */
    .section .rodata
    .global hearth_zh_po
    .global hearth_zh_po_end
hearth_zh_po:
    .incbin "words/zh.po"
hearth_zh_po_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
